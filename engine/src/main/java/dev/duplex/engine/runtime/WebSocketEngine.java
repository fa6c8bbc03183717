package dev.duplex.engine.runtime;
public final class WebSocketEngine {}
