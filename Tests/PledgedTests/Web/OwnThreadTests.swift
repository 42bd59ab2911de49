import Dispatch
import Testing
import pledged

@Suite struct OwnThreadTests {
    /// As it is on one core, where a single thread that is held would be all there are.
    @Test func tasksGoOnWhileManyThreadsAreHeld() async {
        let count = 32, gate = DispatchSemaphore(value: 0)
        let (begun, beginnings) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<count {
                group.addTask {
                    await OwnThread.run {
                        beginnings.yield()
                        return gate.wait(timeout: .now() + .seconds(30)) == .success
                    }
                }
            }
            var left = count
            for await _ in begun {
                left -= 1
                if left == 0 { break }
            }
            for _ in 0..<count { gate.signal() }
            for await wasLetGo in group { #expect(wasLetGo, "nobody could let it go while all threads were held") }
        }
    }
}
