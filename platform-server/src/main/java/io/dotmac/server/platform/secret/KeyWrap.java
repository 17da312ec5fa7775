package io.dotmac.server.platform.secret;

/// Encrypts the keys of fields, so that they may lie in the database.
public interface KeyWrap {
    /// Encrypts `key`; the answer begins with the name of who can decrypt it.
    String wrap(byte[] key);

    /// Decrypts what [#wrap] made.
    byte[] unwrap(String wrapped);

    /// Whether `wrapped` was made by this kind of keeper.
    boolean made(String wrapped);
}
