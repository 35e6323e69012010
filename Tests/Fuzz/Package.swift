// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "voxmark-fuzz",
    dependencies: [.package(name: "voxmark", path: "../..")],
    targets: [
        .target(name: "CLibFuzzer", path: "CLibFuzzer"),
        .executableTarget(
            name: "fuzz", dependencies: ["CLibFuzzer", .product(name: "VoxmarkReaders", package: "voxmark")], path: "Entries"),
    ],
    swiftLanguageModes: [.v6]
)
