import ArgumentParser
import Foundation
import PhantomKit

/// `voxmark phantom`: generated patients to try things on.
struct PhantomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phantom", abstract: "Write generated patients to try things on.", subcommands: [Write.self])

    /// `voxmark phantom write`.
    struct Write: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write an archive of DICOM series with RTSTRUCTs and segmentations, with shapes whose answers are known.",
            discussion: """
                Without --shapes: seven patients with lesions of known shape in CT, MR, PET and mammography, and an eighth whose files are \
                spoilt. answers.csv in the folder holds volume, area, diameter, axis lengths and mean of every region in closed form.
                """)

        @Argument(help: "The folder to write into; made when missing.", completion: .directory)
        var folder: String

        @Flag(help: "Write every shape (sphere, ellipsoid, box, shell, checkerboard, ramp, texture) in every orientation instead.")
        var shapes = false

        func run() throws {
            let written = try (shapes ? PhantomArchive.shapes : .demo).write(to: URL(filePath: folder))
            let structureSets = written.count { $0.structureSet != nil }
            let segmentations = written.count { $0.segmentation != nil }
            let files = written.reduce(structureSets + segmentations) { $0 + $1.images.count }
            Terminal.write("\(folder): \(written.count) series, \(structureSets) RTSTRUCT, \(segmentations) SEG, \(files) files")
        }
    }
}
