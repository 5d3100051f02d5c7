// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: warnings are errors, and C libraries are linked by the shims' module maps.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "iapt",
  products: [
    .executable(name: "iapt", targets: ["iapt"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .target(name: "CBytes"),
    .systemLibrary(name: "CReadline"),
    .systemLibrary(name: "CLAPACK"),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CMalloc"),
    .target(
      name: "Engine",
      dependencies: [
        "CBytes", "CLAPACK", "CZlib",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: strict),
    .target(
      name: "Commands",
      dependencies: [
        "Engine",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      resources: [
        .embedInCode("Recipes/nhs-2022.iapt"),
        .embedInCode("Recipes/talking-therapies.iapt"),
        .embedInCode("Recipes/talking-therapies-access.iapt"),
      ],
      swiftSettings: strict),
    .target(
      name: "Kernel",
      dependencies: [
        "Commands", "Engine", "CReadline", "CMalloc",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      resources: [
        .embedInCode("Tutorial/Texts/first-steps.md"),
        .embedInCode("Tutorial/Texts/your-own-extract.md"),
        .embedInCode("Tutorial/Texts/reading-a-model.md"),
        .embedInCode("Tutorial/Texts/from-session-to-script.md"),
        .embedInCode("Tutorial/Texts/the-2022-notebooks-again.md"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "iapt",
      dependencies: [
        "Kernel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EngineTests", dependencies: ["Engine", "CBytes"], exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "CommandsTests", dependencies: ["Commands", "Engine"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "KernelTests", dependencies: ["Kernel", "Commands", "Engine", "iapt"],
      exclude: ["Golden"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// `scripts/fuzz` asks for the fuzz targets: they have no `main` of their own, and nothing else builds them.
if Context.environment["IAPT_FUZZ"] != nil {
  let library: [SwiftSetting] = strict + [.unsafeFlags(["-parse-as-library"])]
  package.targets += [
    .executableTarget(
      name: "FuzzTables", dependencies: ["Engine"], path: "Fuzz/Tables", swiftSettings: library),
    .executableTarget(
      name: "FuzzLanguage", dependencies: ["Commands", "Engine"], path: "Fuzz/Language",
      swiftSettings: library),
  ]
}
