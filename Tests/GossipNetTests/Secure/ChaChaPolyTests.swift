import GossipNet
import PledgeLedger
import Testing

@Suite struct ChaChaPolyTests {
    static let path = "wycheproof/chacha20_poly1305_test.json"

    struct File: Decodable {
        let numberOfTests: Int
        let testGroups: [Group]
    }

    struct Group: Decodable { let tests: [Case] }

    struct Case: Decodable {
        let tcId: Int
        let key, iv, aad, msg, ct, tag, result: String
    }

    @Test(.enabled(if: SecureVectors.exist(path))) func everyPublishedCase() throws {
        let file = try SecureVectors.load(File.self, Self.path)
        let cases = file.testGroups.flatMap(\.tests)
        #expect(cases.count == file.numberOfTests)
        for each in cases {
            let key = try [UInt8](hex: each.key).orFail(), nonce = try [UInt8](hex: each.iv).orFail()
            let additional = try [UInt8](hex: each.aad).orFail(), message = try [UInt8](hex: each.msg).orFail()
            let sealed = try [UInt8](hex: each.ct + each.tag).orFail()
            let opened = Self.open(sealed, additional, nonce, key)
            #expect(opened == (each.result == "valid" ? message : nil), "case \(each.tcId)")
            let made = Self.seal(message, additional, nonce, key)
            if nonce.count != 12 {
                #expect(made == nil, "case \(each.tcId): a nonce of \(nonce.count) bytes")
            } else if each.result == "valid" {
                #expect(made == sealed, "case \(each.tcId)")
            } else {
                #expect(made != sealed, "case \(each.tcId)")
            }
        }
    }

    @Test func refusesEveryOtherLength() {
        let plaintext = [UInt8](repeating: 1, count: 20)
        let nonce = [UInt8](repeating: 2, count: 12), key = [UInt8](repeating: 3, count: 32)
        #expect(Self.seal(plaintext, [], nonce, key)?.count == 36)
        #expect(Self.seal(plaintext, [], nonce, key.dropLast()) == nil)
        #expect(Self.seal(plaintext, [], nonce, key + [0]) == nil)
        #expect(Self.seal(plaintext, [], [], key) == nil)
        #expect(Self.seal(plaintext, [], nonce, key, room: 35) == nil)
        #expect(Self.seal(plaintext, [], nonce, key, room: 37) == nil)
        #expect(Self.open([UInt8](repeating: 0, count: 15), [], nonce, key) == nil)
        #expect(Self.open([], [], nonce, key) == nil)
    }

    @Test func sealsAndOpensNothing() throws {
        let nonce = [UInt8](repeating: 2, count: 12), key = [UInt8](repeating: 3, count: 32)
        let sealed = try Self.seal([], [], nonce, key).orFail()
        #expect(sealed.count == 16)
        #expect(Self.open(sealed, [], nonce, key) == [])
        #expect(Self.open(sealed, [1], nonce, key) == nil)
    }

    private static func seal(
        _ plaintext: [UInt8], _ additional: [UInt8], _ nonce: [UInt8], _ key: [UInt8], room: Int? = nil
    ) -> [UInt8]? {
        var out = [UInt8](repeating: 0, count: room ?? plaintext.count + 16)
        let done = plaintext.withUnsafeBytes { plaintext in
            nonce.withUnsafeBytes { nonce in
                out.withUnsafeMutableBytes {
                    ChaChaPoly.seal(plaintext, additional: additional, nonce: nonce, key: key, into: $0)
                }
            }
        }
        return done ? out : nil
    }

    private static func open(
        _ sealed: [UInt8], _ additional: [UInt8], _ nonce: [UInt8], _ key: [UInt8]
    ) -> [UInt8]? {
        var out = [UInt8](repeating: 0, count: max(0, sealed.count - 16))
        let done = sealed.withUnsafeBytes { sealed in
            nonce.withUnsafeBytes { nonce in
                out.withUnsafeMutableBytes {
                    ChaChaPoly.open(sealed, additional: additional, nonce: nonce, key: key, into: $0)
                }
            }
        }
        return done ? out : nil
    }
}
