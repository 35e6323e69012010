import Foundation
import Recipes

/// A plan on its way to or from a file: what to compute, by which recipes, of which files.
///
/// It holds patients' identifiers and the paths of their images, as an index does: its file is made so that its owner alone can read it, and it
/// belongs beside the archive, never into an output.
public struct PlanFile: Sendable {
    /// A recipe or selection, and what it said when the plan was made.
    public struct Source: Sendable, Hashable, Codable {
        /// Its file.
        public var path: String
        /// The recipe's name; nil for a selection.
        public var name: String?
        /// SHA-256 of the canonical form, in hexadecimal.
        public var digest: String
    }

    /// Which part of a larger plan this is.
    public struct Shard: Sendable, Hashable, Codable {
        /// The number of the part, from 1.
        public var number: Int
        /// How many parts there are.
        public var of: Int
        /// The digest of the whole plan.
        public var plan: String
    }

    /// A recipe and what it computes.
    public struct Part: Sendable {
        /// The recipe.
        public var recipe: Source
        /// Its plan.
        public var plan: Plan
    }

    /// Raised when what is written changes so that older programs cannot read it.
    static let version = 1

    /// When the plan was made, as ISO 8601 in UTC; no part of the digest.
    public var made: String
    /// The numerics version of the program that made it.
    public var numericsVersion: Int
    /// The archives that were planned, absolute.
    public var archives: [String]
    /// The manifest that was planned, absolute; nil when there was none.
    public var manifest: String?
    /// The selection; nil when every series and region was taken.
    public var selection: Source?
    /// Which part of a larger plan it is; nil for a whole one.
    public var shard: Shard?
    /// The Patient IDs that several issuers gave in the whole plan, of which a part sees perhaps one; empty for a whole one.
    public var sharedPatientIDs: [String] = []
    /// The recipes, in the order in which they were given, each with its plan.
    public var parts: [Part]
    /// The digest that the file states; nil for a plan that was not read from a file.
    public internal(set) var statedDigest: String?

    /// Makes the file of plans.
    ///
    /// - Parameters:
    ///   - plans: the plans, one for each recipe.
    ///   - recipes: the paths of the recipes.
    ///   - setups: what was read from them.
    ///   - selection: the path of the selection.
    ///   - archives: the archives that were planned.
    ///   - manifest: the manifest that was planned.
    ///   - made: when.
    public init(
        plans: [Plan], recipes: [String], setups: [RunSetup], selection: String?, archives: [String], manifest: String? = nil,
        made: Date = Date()
    ) {
        precondition(plans.count == recipes.count && plans.count == setups.count, "each recipe has a plan")
        self.made = made.formatted(.iso8601)
        numericsVersion = setups.first?.identity.numericsVersion ?? 0
        self.archives = archives.map(absolute)
        self.manifest = manifest.map(absolute)
        self.selection = selection.flatMap { path in
            setups.first.map { Source(path: absolute(path), digest: $0.identity.selectionDigest) }
        }
        parts = zip(zip(recipes, setups), plans).map { recipe, plan in
            let source = Source(path: absolute(recipe.0), name: recipe.1.recipe.name, digest: recipe.1.identity.recipeDigest)
            return Part(recipe: source, plan: plan.withAbsolutePaths)
        }
    }

    /// The plans, one for each recipe.
    public var plans: [Plan] { parts.map(\.plan) }

    /// The number of cases.
    public var caseCount: Int { parts.reduce(0) { $0 + $1.plan.caseCount } }

    /// What computing all cases one after the other in one process is predicted to take.
    public var cost: CaseCost { parts.reduce(.refused) { $0 + $1.plan.cost } }

    /// Reads recipes and selection again, and proves that they still say what they said when the plan was made.
    ///
    /// - Returns: one setup for each part.
    /// - Throws: `stale-plan`, naming what differs; what is wrong with a file; `plan` when it cannot be read.
    public func setups() throws(BatchError) -> [RunSetup] {
        var setups: [RunSetup] = []
        for part in parts {
            do throws(RecipeError) {
                setups.append(try RunSetup(recipe: part.recipe.path, selection: selection?.path))
            } catch {
                throw BatchError(.plan, "what the plan was made with cannot be read: \(error)", cause: error)
            }
        }
        var changed = zip(parts, setups).filter { $0.recipe.digest != $1.identity.recipeDigest }.map { "the recipe \($0.0.recipe.path)" }
        if let selection, let now = setups.first?.identity.selectionDigest, now != selection.digest {
            changed.append("the selection \(selection.path)")
        }
        if !changed.isEmpty {
            throw BatchError(
                .stalePlan,
                "\(changed.joined(separator: " and ")) no longer \(changed.count == 1 ? "says" : "say") what the plan was made with; "
                    + "plan again, or bring the old text back")
        }
        if let now = setups.first?.identity.numericsVersion, now != numericsVersion {
            throw BatchError(
                .stalePlan, "the plan was made by a program of numerics version \(numericsVersion), and this one has \(now); plan again")
        }
        return setups
    }
}

extension Plan {
    /// The same plan with paths from the root of the file system, so that it can be carried out from any folder.
    fileprivate var withAbsolutePaths: Plan {
        var plan = self
        for place in plan.bundles.indices where plan.bundles[place].hasRelativePath { plan.bundles[place] = plan.bundles[place].absolute }
        return plan
    }
}

extension CaseBundle {
    fileprivate var hasRelativePath: Bool { (image.paths + mask.paths).contains { !$0.hasPrefix("/") } }

    fileprivate var absolute: CaseBundle {
        CaseBundle(
            image: image.with(files: image.files.map(\.absolute)), mask: mask.with(files: mask.files.map(\.absolute)),
            cases: cases.map(\.absolute))
    }
}

extension PlannedFile {
    fileprivate var absolute: PlannedFile { PlannedFile(Batch.absolute(path), size: size, modified: modified, frames: frames) }
}

extension PlannedCase {
    fileprivate var absolute: PlannedCase { PlannedCase(region: region.absolute, label: label, cost: cost) }
}

extension PlannedCase.Region {
    /// Files of a folder of masks are named by their paths.
    fileprivate var absolute: PlannedCase.Region {
        switch self {
        case .file(let file): MaskFolder.File(Batch.absolute(file.path)).map { .file($0) } ?? self
        case .made(let operation, let operands): .made(operation, of: operands.mapValues(\.absolute))
        case .roi, .segment, .label, .labels: self
        }
    }
}
