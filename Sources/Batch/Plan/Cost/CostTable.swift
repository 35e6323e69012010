/// What the program was measured to need; see `Plan.md` for how.
enum CostTable {
    /// The program itself, once it computes.
    static let processBytes = 35 << 20
}
