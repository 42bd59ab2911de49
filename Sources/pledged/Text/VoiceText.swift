/// Parts of a member's voice for people, in as many digits as a small one needs.
enum VoiceText {
    /// One member's whole voice.
    private static let whole: UInt64 = 1 << 16

    /// `1.25`, `0.025`, `2`; what is less than half a thousandth is `under 0.001`.
    static func shown(_ voice: UInt64) -> String {
        let thousandths = (UInt128(voice) * 1_000 + UInt128(whole / 2)) / UInt128(whole)
        guard thousandths > 0 || voice == 0 else { return "under 0.001" }
        let rest = thousandths % 1_000
        guard rest > 0 else { return "\(thousandths / 1_000)" }
        var digits = "\(1_000 + rest)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(thousandths / 1_000).\(digits)"
    }

    /// `1 voice says so`, `1.25 voices say so`, `no voice denies it`.
    static func words(_ voice: UInt64, _ one: String, _ several: String) -> String {
        let text = shown(voice)
        return voice == 0 ? "no voice \(one)" : text == "1" ? "1 voice \(one)" : "\(text) voices \(several)"
    }
}
