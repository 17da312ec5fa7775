package io.dotmac.packaging.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate for this machine's own names, which is its own authority.
///
/// @param certificate PEM
/// @param privateKey PEM
/// @param store PKCS#12 with both
record OwnCertificate(Path certificate, Path privateKey, Path store) {
    private static final String ALIAS = "own";
    private static final char[] PASSWORD = "on-loopback-only".toCharArray();

    /// Makes one.
    static OwnCertificate in(Path folder) throws IOException, InterruptedException {
        OwnCertificate own =
                new OwnCertificate(folder.resolve("own.pem"), folder.resolve("own.key"), folder.resolve("own.p12"));
        own.keytool(
                List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost"),
                List.of("-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "365"));
        own.keytool(List.of("-exportcert", "-rfc"), List.of("-file", own.certificate.toString()));
        try {
            String key = Base64.getMimeEncoder()
                    .encodeToString(own.keys().getKey(ALIAS, PASSWORD).getEncoded());
            Files.createFile(
                    own.privateKey, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(own.privateKey, "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return own;
    }

    private void keytool(List<String> what, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(what);
        command.addAll(List.of("-alias", ALIAS, "-keystore", store.toString(), "-storepass", new String(PASSWORD)));
        command.addAll(more);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool ended with " + process.exitValue());
        }
    }

    private KeyStore keys() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    /// For a server that shows it.
    SSLContext context() throws GeneralSecurityException, IOException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys(), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
