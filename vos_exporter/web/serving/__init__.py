"""Our server: sockets, TLS, the web file, basic auth, guards."""
