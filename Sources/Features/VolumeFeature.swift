extension Feature {
    /// Declares a feature that is computed once for the whole volume (IBSI DHQ4).
    static func ofVolume(
        _ tag: String, _ name: String, _ family: FeatureFamily, code: String, unit: FeatureUnit, slot: Int,
        formula: @escaping @Sendable (Input) -> FeatureValue
    ) -> Feature {
        Feature(
            declaration: FeatureDeclaration(tag: tag, name: name, family: family, code: code, unit: unit, slots: slot...slot),
            formula: formula)
    }
}

extension Array {
    /// Each feature in the volume aggregation with its value for `input`, or with `reason` when there is no input.
    func results<Input>(for input: Input?, otherwise reason: UndefinedReason) -> [FeatureResult] where Element == Feature<Input> {
        flatMap { feature in
            let value = input.map { feature.formula($0).finite } ?? .undefined(reason)
            return feature.declaration.columns.map { FeatureResult(column: $0, value: value) }
        }
    }
}

extension FeatureValue {
    /// The quotient, undefined when the denominator is zero.
    static func ratio(_ numerator: Double, _ denominator: Double, otherwise reason: UndefinedReason = .zeroDenominator) -> FeatureValue {
        denominator == 0 ? .undefined(reason) : FeatureValue(numerator / denominator, otherwise: reason)
    }

    /// The value itself, or failed when arithmetic on extreme intensities or lengths left the range of 64-bit floats.
    fileprivate var finite: FeatureValue {
        if case .value(let number) = self, !number.isFinite {
            .failed(.overflow, "the result exceeds what 64-bit floats hold")
        } else {
            self
        }
    }

    /// The value that `formula` makes of this one's number; a missing number stays missing for the same reason.
    func map(_ formula: (Double) -> FeatureValue) -> FeatureValue {
        if case .value(let number) = self { formula(number) } else { self }
    }
}
