import ArgumentParser
import Batch
import Foundation

/// `voxmark worker`: what a run starts to compute its cases; not for people.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Compute cases for a run that started it.", shouldDisplay: false)

    func run() throws {
        WorkerLoop().run()
    }

    /// How a run starts one: this very program, also when its file has been replaced meanwhile.
    static let command = ["/proc/self/exe", configuration.commandName ?? "worker"]
}
