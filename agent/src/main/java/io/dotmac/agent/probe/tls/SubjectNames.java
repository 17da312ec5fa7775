package io.dotmac.agent.probe.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// For which names a certificate is, by its subject alternative names; the common name has not counted for long.
final class SubjectNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private SubjectNames() {}

    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            if (entries == null) {
                return names;
            }
            for (List<?> entry : entries) {
                if (entry.get(0) instanceof Integer type
                        && (type == DNS || type == ADDRESS)
                        && entry.get(1) instanceof String name) {
                    names.add(name.toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            // Names that cannot be read are names that it is not for.
            return List.of();
        }
        return names;
    }

    static boolean match(List<String> names, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        InetAddress address = address(wanted);
        return names.stream()
                .anyMatch(name -> name.equals(wanted)
                        || covers(name, wanted)
                        || (address != null && address.equals(address(name))));
    }

    /// An IPv6 address may be written in many ways.
    private static @Nullable InetAddress address(String text) {
        try {
            return text.contains(":") ? InetAddress.ofLiteral(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// A star stands for exactly one label, the first.
    private static boolean covers(String name, String host) {
        int dot = host.indexOf('.');
        return name.startsWith("*.") && dot > 0 && name.substring(1).equals(host.substring(dot));
    }
}
