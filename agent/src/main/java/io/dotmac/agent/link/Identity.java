package io.dotmac.agent.link;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// Who this agent is: a node's id and the key that proves it.
///
/// @param node whose agent this is
/// @param tenant that owns the node
/// @param key whose public half the server knows
record Identity(NodeId node, String tenant, PrivateKey key) {
    private static final String NODE_FILE = "node.json";
    private static final String KEY_FILE = "agent.key";

    /// What is kept in `node.json`.
    private record Kept(NodeId node, String tenant) {}

    static Identity load(Path stateDir) {
        Path nodeFile = stateDir.resolve(NODE_FILE);
        Path keyFile = stateDir.resolve(KEY_FILE);
        if (Files.notExists(nodeFile) || Files.notExists(keyFile)) {
            throw new LinkFailure("not enrolled: " + stateDir + " holds no node; run dotmac-agent enrol with a token");
        }
        try {
            Kept kept = Json.read(Files.readAllBytes(nodeFile), Kept.class);
            byte[] key =
                    Base64.getMimeDecoder().decode(Files.readString(keyFile).strip());
            PrivateKey privateKey = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
            return new Identity(kept.node(), kept.tenant(), privateKey);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | Json.Malformed e) {
            throw new LinkFailure("identity in " + stateDir + " cannot be read: enrol anew", e);
        }
    }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    /// Keeps it, readable by this user alone.
    static void save(Path stateDir, NodeId node, String tenant, PrivateKey key) throws IOException {
        String text = Base64.getEncoder().encodeToString(key.getEncoded());
        write(stateDir.resolve(KEY_FILE), text.getBytes(StandardCharsets.US_ASCII));
        write(stateDir.resolve(NODE_FILE), Json.bytes(new Kept(node, tenant)));
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Base64 of the ASN.1 signature over the nonce.
    String sign(String nonce) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(nonce.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key in the state folder cannot sign", e);
        }
    }

    @Override
    public String toString() {
        return "Identity[node=" + node + ", tenant=" + tenant + ", ***]";
    }
}
