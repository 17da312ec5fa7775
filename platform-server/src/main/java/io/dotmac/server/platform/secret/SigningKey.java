package io.dotmac.server.platform.secret;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/// The RSA key that signs tokens, kept in a file that only its owner may read.
final class SigningKey {
    private static final Logger LOG = System.getLogger(SigningKey.class.getName());
    private static final String HEAD = "-----BEGIN PRIVATE KEY-----";
    private static final String FOOT = "-----END PRIVATE KEY-----";

    private SigningKey() {}

    /// Reads the key, or makes one where there is none.
    static RSAKey load(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("auth.signing-key-file " + file + " cannot be read or made", e);
        } catch (GeneralSecurityException | IllegalArgumentException | JOSEException e) {
            throw new IllegalStateException("auth.signing-key-file " + file + " is not an RSA key in PKCS#8 PEM", e);
        }
    }

    private static RSAKey parse(String pem) throws GeneralSecurityException, JOSEException {
        String base64 = pem.replace(HEAD, "").replace(FOOT, "").replaceAll("\\s", "");
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        if (!(rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)))
                instanceof RSAPrivateCrtKey key)) {
            throw new IllegalArgumentException("no RSA key with its public exponent");
        }
        RSAPublicKey open =
                (RSAPublicKey) rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        JWK unnamed = new RSAKey.Builder(open).privateKey(key).build();
        return new RSAKey.Builder(open)
                .privateKey(key)
                .keyID(unnamed.computeThumbprint().toString())
                .build();
    }

    private static void create(Path file) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path fresh = Files.createTempFile(folder, "signing-key", ".pem", ownerOnly);
        Files.writeString(fresh, HEAD + "\n" + body + "\n" + FOOT + "\n", StandardOpenOption.WRITE);
        try {
            Files.createLink(file, fresh); // atomic, and fails where another process was first
            LOG.log(Level.INFO, "made a signing key file={0}", file);
        } catch (FileAlreadyExistsException e) {
            LOG.log(Level.DEBUG, "another process made the signing key file={0}", file);
        } finally {
            Files.delete(fresh);
        }
    }
}
