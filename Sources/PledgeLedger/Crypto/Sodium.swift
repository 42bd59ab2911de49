import CSodium

/// libsodium, started once. Every type in this folder goes through it.
public enum Sodium {
    /// Why this machine's libsodium can't be used; nil when it passed its self-test.
    public static let fault: SodiumFault? = {
        guard sodium_init() >= 0 else { return .didNotStart }
        return SelfTest.run()
    }()

    /// Starts libsodium and runs the self-test, once a process.
    /// - Throws: ``SodiumFault`` when the linked library would not give every node's verdict.
    public static func start() throws(SodiumFault) {
        if let fault { throw fault }
    }

    /// `count` bytes from the operating system's generator.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        _ = fault
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// Whether two byte strings are equal, in time that depends on their length alone.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    public static var version: String { String(cString: sodium_version_string()) }
}

/// Why the linked libsodium is refused.
public enum SodiumFault: Error, Equatable, CustomStringConvertible {
    case didNotStart
    case acceptsTorsionPoint(order: Int)
    case refusesGoodKey
    case wrongSignature

    public var description: String {
        let library = "libsodium \(Sodium.version)"
        return switch self {
        case .didNotStart:
            "libsodium did not start: reinstall the package libsodium23"
        case .acceptsTorsionPoint(let order):
            "\(library) takes a key plus a point of order \(order) for a good key (CVE-2025-69277), so its "
                + "verdicts would differ from other nodes': upgrade libsodium"
        case .refusesGoodKey:
            "\(library) refuses a good key: reinstall or upgrade libsodium"
        case .wrongSignature:
            "\(library) gives a wrong verdict on a known signature: reinstall or upgrade libsodium"
        }
    }
}
