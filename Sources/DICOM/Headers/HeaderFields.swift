/// Something that goes field by field into the bytes of an index, and comes back the same way: one description serves both directions.
protocol HeaderFields {
    /// Something whose fields are still to be read.
    init()
    /// Hands over the fields, always in the same order.
    mutating func code(with coder: inout some FieldCoder)
}

/// Writes fields, or puts what it reads in their place.
protocol FieldCoder {
    mutating func code(_ value: inout Int)
    mutating func code(_ value: inout Double)
    mutating func code(_ value: inout String)
    mutating func code(_ value: inout String?)
    /// Whether what was read makes no sense.
    var hasFailed: Bool { get }
    /// What was read makes no sense.
    mutating func fail()
}

extension FieldCoder {
    mutating func code(_ value: inout some HeaderFields) { value.code(with: &self) }

    mutating func code(_ value: inout Bool) {
        var number = value ? 1 : 0
        code(&number)
        value = number != 0
    }

    mutating func code<Value>(_ value: inout Value?, new: @autoclosure () -> Value, _ body: (inout Self, inout Value) -> Void) {
        var isThere = value != nil
        code(&isThere)
        guard isThere else { return value = nil }
        var some = value ?? new()
        body(&self, &some)
        value = some
    }

    mutating func code(_ value: inout Int?) { code(&value, new: 0) { $0.code(&$1) } }
    mutating func code(_ value: inout Double?) { code(&value, new: 0) { $0.code(&$1) } }
    mutating func code<Value: HeaderFields>(_ value: inout Value?) { code(&value, new: Value()) { $0.code(&$1) } }

    mutating func code(_ value: inout SIMD2<Double>?) {
        code(&value, new: .zero) { coder, value in for index in 0..<2 { coder.code(&value[index]) } }
    }

    mutating func code(_ value: inout SIMD3<Double>) { for index in 0..<3 { code(&value[index]) } }

    mutating func code(_ value: inout SIMD3<Double>?) { code(&value, new: .zero) { $0.code(&$1) } }

    mutating func code<Value: HeaderFields>(_ values: inout [Value]) { code(&values, new: Value()) { $0.code(&$1) } }

    mutating func code(_ values: inout [String]) { code(&values, new: "") { $0.code(&$1) } }

    /// Sets are written in the order of their elements, so that equal headers are equal bytes.
    mutating func code(_ values: inout Set<String>) {
        var sorted = values.sorted()
        code(&sorted)
        values = Set(sorted)
    }

    private mutating func code<Value>(_ values: inout [Value], new: @autoclosure () -> Value, _ body: (inout Self, inout Value) -> Void) {
        var count = values.count
        code(&count)
        // Bytes that are no header may claim any count; the reader then ends, and so does this.
        var next = 0
        while next < count && !hasFailed {
            if next == values.count { values.append(new()) }
            body(&self, &values[next])
            next += 1
        }
    }
}
