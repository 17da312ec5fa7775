package io.dotmac.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Ed25519 key that signs checkpoints, kept in a file that only its owner may read.
final class CheckpointKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([^-]+)-----END \\1 KEY-----");

    private final KeyPair pair;
    private final String id;

    private CheckpointKey(KeyPair pair) throws GeneralSecurityException {
        this.pair = pair;
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(pair.getPublic().getEncoded());
        this.id = HexFormat.of().formatHex(digest, 0, 8);
    }

    /// Reads the key, or makes one where there is none.
    static CheckpointKey load(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("audit.key-file " + file + " cannot be read or made", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("audit.key-file " + file + " is not an Ed25519 key pair in PEM", e);
        }
    }

    String id() {
        return id;
    }

    byte[] sign(String text) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(pair.getPrivate());
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("checkpoint cannot be signed", e);
        }
    }

    boolean isSigned(String text, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(pair.getPublic());
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // not even the form of a signature
        }
    }

    private static CheckpointKey parse(String pem) throws GeneralSecurityException {
        KeyFactory ed25519 = KeyFactory.getInstance("Ed25519");
        byte[] closed = new byte[0];
        byte[] open = new byte[0];
        for (Matcher part = PEM.matcher(pem); part.find(); ) {
            byte[] bytes = Base64.getMimeDecoder().decode(part.group(2).strip());
            if (part.group(1).equals("PRIVATE")) {
                closed = bytes;
            } else {
                open = bytes;
            }
        }
        return new CheckpointKey(new KeyPair(
                ed25519.generatePublic(new X509EncodedKeySpec(open)),
                ed25519.generatePrivate(new PKCS8EncodedKeySpec(closed))));
    }

    private static void create(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path fresh = Files.createTempFile(folder, "audit-key", ".pem", ownerOnly);
        String text = pem("PRIVATE", pair.getPrivate().getEncoded())
                + pem("PUBLIC", pair.getPublic().getEncoded());
        Files.writeString(fresh, text, StandardOpenOption.WRITE);
        try {
            Files.createLink(file, fresh); // atomic, and fails where another process was first
        } catch (FileAlreadyExistsException e) {
            return; // The other's is read.
        } finally {
            Files.delete(fresh);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + " KEY-----\n" + body + "\n-----END " + kind + " KEY-----\n";
    }
}
