import NIOCore

extension Address {
    /// The address of an IP socket; nil for any other kind.
    init?(_ address: SocketAddress?) {
        guard let host = address?.ipAddress, let port = address?.port.flatMap(UInt16.init(exactly:)) else {
            return nil
        }
        self.init(host: host, port: port)
    }

    /// The socket address when ``host`` is an IP address; nil when it is a name.
    var numeric: SocketAddress? {
        try? SocketAddress(ipAddress: host, port: Int(port))
    }
}
