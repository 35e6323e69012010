import Foundation

/// A copy with a few bytes changed, and cut short now and then.
public func spoilt(_ bytes: Data, _ generator: inout some RandomNumberGenerator) -> Data {
    var copy = bytes
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let place = Int.random(in: copy.indices, using: &generator)
        copy[place] =
            switch Int.random(in: 0...3, using: &generator) {
            case 0: 0
            case 1: 0xFF
            case 2: copy[place] ^ (1 << Int.random(in: 0...7, using: &generator))
            default: .random(in: 0...255, using: &generator)
            }
    }
    return Bool.random(using: &generator) ? copy : copy.prefix(Int.random(in: 1...copy.count, using: &generator))
}
