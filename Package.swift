// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "pledged",
    products: [
        .executable(name: "pledged", targets: ["pledged"]),
        .library(name: "PledgeLedger", targets: ["PledgeLedger"]),
        .library(name: "GossipNet", targets: ["GossipNet"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    ],
    targets: [
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .target(
            name: "PledgeLedger",
            dependencies: [
                "CSodium",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                .product(name: "BigInt", package: "BigInt"),
            ]
        ),
        .target(
            name: "GossipNet",
            dependencies: [
                "PledgeLedger",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(
            name: "pledged",
            dependencies: [
                "CMalloc",
                "PledgeLedger",
                "GossipNet",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Web/Assets")]
        ),
        .executableTarget(
            name: "pledge-bench",
            dependencies: ["PledgeLedger", "GossipNet", .product(name: "Logging", package: "swift-log")],
            path: "Benchmarks",
            exclude: ["compare", "sizes.py"]
        ),
        .target(name: "GossipSim", dependencies: ["PledgeLedger", "GossipNet"]),
        .executableTarget(
            name: "pledge-simulate",
            dependencies: ["GossipSim", .product(name: "ArgumentParser", package: "swift-argument-parser")]
        ),
        .testTarget(
            name: "PledgeLedgerTests",
            dependencies: ["PledgeLedger", .product(name: "BigInt", package: "BigInt")]
        ),
        .testTarget(
            name: "GossipNetTests",
            dependencies: ["GossipNet", "PledgeLedger", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(name: "GossipSimTests", dependencies: ["GossipSim", "GossipNet", "PledgeLedger"]),
        .testTarget(
            name: "PledgedTests", dependencies: ["pledged", "PledgeLedger", "GossipSim"],
            exclude: ["Export/validate_giving.py"]
        ),
    ]
)
