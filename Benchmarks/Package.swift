// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "voxmark-benchmarks",
    dependencies: [
        .package(name: "voxmark", path: ".."),
        // Without its default trait it needs no jemalloc; allocations are then not counted.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(name: "CTwins", path: "CTwins", cSettings: [.unsafeFlags(["-O3"])]),
        .executableTarget(
            name: "Stages",
            dependencies: [
                "CTwins", .product(name: "VoxmarkKit", package: "voxmark"), .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Stages", plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
