import Benchmark

/// How many voxels a benchmark's region has.
struct RegionSize: Sendable {
    /// About how many voxels.
    let voxels: Int
    /// As it stands in the benchmark's name.
    let name: String
    /// How often a benchmark of this size runs at most.
    let iterations: Int

    static let all = [
        RegionSize(voxels: 10_000, name: "1e4", iterations: 1000), RegionSize(voxels: 100_000, name: "1e5", iterations: 100),
        RegionSize(voxels: 1_000_000, name: "1e6", iterations: 20), RegionSize(voxels: 5_000_000, name: "5e6", iterations: 5),
        RegionSize(voxels: 20_000_000, name: "2e7", iterations: 3),
    ]

    /// The default configuration with this size's number of iterations.
    var configuration: Benchmark.Configuration {
        var configuration = Benchmark.defaultConfiguration
        configuration.maxIterations = iterations
        return configuration
    }

    /// Registers a benchmark of this size.
    ///
    /// - Parameters:
    ///   - stage: what is measured.
    ///   - input: makes what the stage works on; not measured.
    ///   - body: the stage.
    func benchmark<Input, Output>(_ stage: String, input: @escaping () throws -> Input, body: @escaping (Input) throws -> Output) {
        Benchmark(
            "\(stage), \(name)", configuration: configuration,
            closure: { benchmark, input in
                for _ in benchmark.scaledIterations { blackHole(try body(input)) }
            }, setup: input)
    }
}
