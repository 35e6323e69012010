import Testing

@Suite("Usage", .serialized) struct UsageMechanicsTests {
    @Test("help names every command and the exit codes; version is a number")
    func help() throws {
        try withProgram { program in
            let help = try program.run("--help")
            #expect(help.code == 0 && help.errors.isEmpty)
            for word in [
                "run", "features", "recipe", "vocabulary", "plan", "retry", "status", "diff", "merge", "omop", "codes", "qa", "phantom",
                "Exit codes:",
                "nothing could be done",
            ] {
                #expect(help.output.contains(word), "\(word)")
            }
            let run = try program.run("run", "--help")
            for word in [
                "<archive>", "--recipe", "--selection", "--output", "--manifest", "--person-map", "--key-file", "--index", "--jobs",
                "--verbose",
            ] {
                #expect(run.output.contains(word), "\(word)")
            }
            let version = try program.run("--version")
            #expect(version.code == 0 && version.output.split(separator: ".").count == 3)
        }
    }

    @Test(
        "wrong use ends with 2 and one line that begins with the program's name",
        arguments: [
            ["nonsense"], ["run"], ["run", "--recipe", "r.yaml", "--output", "o"], ["run", "a", "--recipe", "r.yaml"], ["recipe", "check"],
            ["features", "--image", "i", "--mask", "m", "--recipe", "r", "--label", "1", "--roi", "x"], ["run", "a", "--colour"],
            ["run", "--manifest", "m.csv", "--recipe", "r.yaml", "--recipe", "q.yaml", "--output", "o"],
            ["features", "--image", "i", "--mask", "m", "--recipe", "r", "--threads", "0"],
            ["recipe", "check", "missing.yaml"], ["run", ".", "--recipe", "missing.yaml", "--output", "o"],
        ])
    func wrongUse(arguments: [String]) throws {
        try withProgram { program in
            let output = program.path("out")
            let errors = program.path("err")
            let process = try program.start(arguments, output: output, errors: errors)
            process.waitUntilExit()
            #expect(process.terminationStatus == 2)
            #expect(try String(contentsOfFile: errors, encoding: .utf8).hasPrefix("voxmark: "))
        }
    }

    @Test("a bad recipe is named line by line")
    func badRecipe() throws {
        try withProgram { program in
            let file = try program.write("voxmark: 1\nname: bad\nblock: 500\ndiscretisation:\n  texture: {bins: 3}\n", to: "bad.yaml")
            let check = try program.run("recipe", "check", file)
            #expect(check.code == 2 && check.output.isEmpty)
            #expect(check.errors.contains("bad.yaml:3:") && check.errors.contains("bad.yaml:5:"))
            #expect(check.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("voxmark: ") })
        }
    }

    @Test("a good recipe is printed with digest and short-hand; its configuration is listed once")
    func goodRecipe() throws {
        try withProgram { program in
            let file = try program.recipe()
            let check = try program.run("recipe", "check", file)
            #expect(check.code == 0 && check.output.contains("digest: ") && check.output.contains("FBN:16"))
            let again = try program.run("vocabulary", file)
            #expect(again.code == 0 && again.output.contains("configuration 0 listed already"))
        }
    }

    @Test("a reader that closes the pipe does not kill the program")
    func closedPipe() throws {
        try withProgram { program in
            let file = try program.recipe()
            let shell = try program.shell("\"$0\" recipe check '\(file)' | true; echo ${PIPESTATUS[0]}")
            #expect(shell == "0\n")
        }
    }
}
