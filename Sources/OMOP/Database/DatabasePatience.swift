/// How long what is done to a database waits for others; any thread may cut it short.
public protocol DatabasePatience: Sendable {
    /// From now on nothing waits for more than a few seconds: whoever stops a run must not wait for another program or a server.
    func cutShort()
}
