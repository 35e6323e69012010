/// The lines of a valid recipe, some of which a test replaces.
private let validLines = [
    "voxmark: 1", "name: test", "block: 16", "interpolation:", "  spacing: [2, 2, 2]", "  image: linear", "resegmentation:",
    "  range: [-500, 400]", "discretisation:", "  texture: {bin-size: 25}", "  ivh: none", "features:", "  families: all",
    "  aggregations: [3D]",
]

/// The valid recipe with some lines (counted from 1) replaced.
func recipeText(replacing lines: [Int: String] = [:]) -> String {
    validLines.enumerated().map { lines[$0.offset + 1] ?? $0.element }.joined(separator: "\n") + "\n"
}
