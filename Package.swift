// swift-tools-version: 6.2
import PackageDescription

let dcmtk = [
    "dcmjpls", "dcmjpeg", "dcmimage", "dcmimgle", "dcmdata", "oflog", "ofstd", "openjp2",
]

/// Kernels check at their edge, then run without bounds or overflow checks.
let kernelSettings: [SwiftSetting] = [.unsafeFlags(["-Ounchecked"], .when(configuration: .release))]

let package = Package(
    name: "voxmark",
    products: [
        .executable(name: "voxmark", targets: ["voxmark"]),
        // What the benchmarks measure.
        .library(
            name: "VoxmarkKit",
            targets: ["Kernels", "Voxels", "NIfTI", "DICOM", "PhantomKit", "Features", "Recipes", "Extraction", "OMOP"]),
        // What reads files of unknown origin, for fuzzing.
        .library(name: "VoxmarkReaders", targets: ["Voxels", "NIfTI", "DICOM", "PhantomKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CDCMTK", linkerSettings: dcmtk.map { .linkedLibrary($0) }),
        .target(name: "CQhull", linkerSettings: [.linkedLibrary("qhull_r")]),
        .target(name: "CEmbedded"),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CSpawn"),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Threads"),
        .target(name: "Kernels", dependencies: ["Threads"], swiftSettings: kernelSettings),
        .target(name: "Voxels", dependencies: ["Threads", "Kernels"]),
        .target(name: "NIfTI", dependencies: ["Kernels", "Voxels", "CZlib"]),
        .target(name: "DICOM", dependencies: ["Threads", "Voxels", "CDCMTK"]),
        .target(name: "PhantomKit", dependencies: ["Voxels", "CDCMTK"]),
        .target(name: "Segmentation", dependencies: ["Voxels"]),
        .target(name: "Features", dependencies: ["Threads", "Kernels", "Voxels", "CQhull", "COpenBLAS"]),
        .target(
            name: "Recipes",
            dependencies: [
                "Voxels", "Segmentation", "Features", .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "Extraction", dependencies: ["Threads", "Kernels", "Voxels", "Features", "Recipes"]),
        .target(
            name: "OMOP",
            dependencies: ["Features", "Recipes", "CLibPQ", "CSQLite", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Batch",
            dependencies: [
                "CMalloc", "CSpawn", "Threads", "Voxels", "NIfTI", "DICOM", "Segmentation", "Recipes", "Extraction", "OMOP",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "Conformance", dependencies: ["CEmbedded", "Voxels", "NIfTI", "DICOM", "PhantomKit", "Features", "Recipes", "Extraction"]),
        .target(
            name: "Audit", dependencies: ["Threads", "DICOM", "Recipes", "OMOP", "CZlib", .product(name: "Yams", package: "Yams")]),
        .executableTarget(
            name: "voxmark",
            dependencies: [
                "CMalloc", "COpenBLAS", "Batch", "Audit", "Conformance", "PhantomKit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        // Counted by `make bench-check`; lies here because the program's build serves it.
        .executableTarget(
            name: "InstructionCounts", dependencies: ["Voxels", "Features", "Extraction"], path: "Benchmarks/InstructionCounts"),
        // Run by `make bench-database`; TestSupport starts the server.
        .executableTarget(
            name: "DatabaseRates", dependencies: ["CSQLite", "Features", "OMOP", "TestSupport"], path: "Benchmarks/DatabaseRates"),
        // What the engine's tests start as workers.
        .executableTarget(name: "TestWorker", dependencies: ["Batch"], path: "Tests/TestWorker"),
        // An index of a million headers, planned by `make bench-plan`.
        .executableTarget(name: "PlanScale", dependencies: ["IndexSupport"], path: "Benchmarks/PlanScale"),
        // Engine and supervision beside a bare loop, by `make bench-engine`.
        .executableTarget(
            name: "EngineScale", dependencies: ["CMalloc", "Voxels", "PhantomKit", "Recipes", "Batch"], path: "Benchmarks/EngineScale"),
        .target(name: "IndexSupport", dependencies: ["DICOM", "Batch"], path: "Tests/IndexSupport"),
        .target(name: "TestSupport", dependencies: ["Voxels", "Features"], path: "Tests/TestSupport"),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"]),
        .testTarget(name: "VoxelsTests", dependencies: ["Voxels", "Kernels", "TestSupport"]),
        .testTarget(name: "NIfTITests", dependencies: ["NIfTI", "Kernels", "TestSupport"]),
        .testTarget(name: "DICOMTests", dependencies: ["DICOM", "CDCMTK", "NIfTI", "PhantomKit", "TestSupport"]),
        .testTarget(name: "PhantomKitTests", dependencies: ["PhantomKit", "TestSupport"]),
        .testTarget(name: "SegmentationTests", dependencies: ["Segmentation", "TestSupport"]),
        .testTarget(name: "FeaturesTests", dependencies: ["Features", "Kernels", "PhantomKit", "TestSupport"]),
        .testTarget(name: "RecipesTests", dependencies: ["Recipes", "Segmentation", "TestSupport"]),
        .testTarget(name: "ExtractionTests", dependencies: ["Features", "Extraction", "PhantomKit", "NIfTI", "DICOM", "TestSupport"]),
        .testTarget(name: "OMOPTests", dependencies: ["OMOP", "TestSupport"]),
        .testTarget(
            name: "BatchTests",
            dependencies: ["Batch", "DICOM", "NIfTI", "OMOP", "PhantomKit", "IndexSupport", "TestSupport", "TestWorker"]),
        .testTarget(name: "AuditTests", dependencies: ["Audit", "CZlib", "OMOP", "PhantomKit", "TestSupport"]),
        .testTarget(name: "ConformanceTests", dependencies: ["Conformance", "TestSupport"]),
        .testTarget(name: "CommandTests", dependencies: ["voxmark", "OMOP", "PhantomKit", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
