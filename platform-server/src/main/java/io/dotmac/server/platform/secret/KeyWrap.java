package io.dotmac.server.platform.secret;

/// Encrypts the keys of fields, so that they may lie in the database.
public interface KeyWrap {
    /// A key that was just made.
    ///
    /// @param plain in clear
    /// @param wrapped as it may be kept; begins with the name of who can decrypt it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Made(byte[] plain, String wrapped) {}

    /// Makes a key of 32 bytes.
    Made make();

    /// Encrypts a key that there is already.
    String wrap(byte[] plain);

    /// Decrypts what [#make] or [#wrap] made.
    byte[] unwrap(String wrapped);

    /// The same key, encrypted with the newest version of what encrypts it.
    String rewrap(String wrapped);

    /// Whether `wrapped` was made by this kind of keeper.
    boolean made(String wrapped);
}
