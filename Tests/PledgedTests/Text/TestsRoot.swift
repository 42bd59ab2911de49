import Foundation

/// The project's root, where `../shared` may lie beside it.
let pledgedTestsRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
