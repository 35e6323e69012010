/// Runs one kernel on fixed input, for a program around it that counts instructions.
///
/// usage: InstructionCounts KERNEL, or without a kernel the list of all. The kernel `input` makes the input only, which every other one does too.
let arguments = CommandLine.arguments.dropFirst()
if let name = arguments.first {
    guard let kernel = CountedKernel(rawValue: name) else { fatalError("there is no kernel \(name)") }
    try kernel.run()
} else {
    for kernel in CountedKernel.allCases { print(kernel.rawValue) }
}
