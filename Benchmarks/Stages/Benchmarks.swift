import Benchmark

/// A benchmark per stage and family, for growing regions.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuUser, .throughput], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 20)
    for size in RegionSize.all {
        registerReading(size)
        registerPreparation(size)
        registerFamilies(size)
        registerTextures(size)
        registerCooccurrenceKernel(size)
    }
    registerDatabase()
}
