import Dispatch
import PledgeLedger

/// V: how many signatures this machine verifies a second, on every core, and nothing else.
enum VerifyBench {
    static func run() throws -> Double {
        try Sodium.start()
        let key = try BenchLedger.key(0)
        let message = [UInt8](repeating: 7, count: 300)
        let signature = key.sign(message)
        let count = 20_000
        let rates = (0..<3).map { _ in
            Double(count) / seconds {
                DispatchQueue.concurrentPerform(iterations: count) { _ in
                    _ = signature.withUnsafeBytes { signature in
                        message.withUnsafeBytes {
                            SignatureRule.accepts(signature: signature, message: $0, goodKey: key.publicKey)
                        }
                    }
                }
            }
        }
        Figure.print("verifications a second, all cores (V)", median(rates), "1/s")
        return median(rates)
    }
}
