import ArgumentParser
import Foundation
import PledgeLedger

/// Shows what the program does, with three real nodes on this machine.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch three nodes share a ledger, be cut off, and catch somebody who tells two stories.",
        discussion: """
            Runs real nodes in temporary folders, on this machine alone, and tells what happens line by line. Takes \
            less than 20 seconds. With --stay, the nodes go on until you press Ctrl-C, so that you can look around.

            Example: pledged demo
            """)

    @Flag(name: .long, help: "Leave the nodes running at the end, until Ctrl-C.")
    var stay = false

    @Flag(name: .long, help: "Print JSON, one object a line, and everything else on standard error.")
    var json = false

    func run() throws {
        let stage = try DemoStage(json: json)
        defer { stage.clear() }
        Signals.catchAll()
        Thread.detachNewThread {
            Signals.waitForEnd()
            stage.clear()
            Foundation.exit(stage.isTold ? Ending.fine.rawValue : Ending.notNow.rawValue)
        }
        try DemoStory(stage: stage).tell()
        stage.isTold = true
        guard stay else { return }
        stage.say("The nodes go on. Look around with, for example:")
        stage.say("  pledged show \(stage.projectID.prefix(12)) --home \(stage.home("farmer"))")
        stage.say("Ctrl-C ends it and removes the folders.")
        DispatchSemaphore(value: 0).wait()
    }
}
