package io.dotmac.agent.probe.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A chain as served, and the one that a strict client makes of it.
///
/// @param served as it came
/// @param verified from the server's certificate to an authority; empty when there is no way to one
/// @param fault why there is no way, for an operator
record ServedChain(
        List<X509Certificate> served,
        List<X509Certificate> verified,
        @Nullable String fault) {
    ServedChain {
        served = List.copyOf(served);
        verified = List.copyOf(verified);
    }

    static ServedChain of(List<X509Certificate> served, Set<TrustAnchor> anchors, Instant now) {
        X509Certificate leaf = served.getFirst();
        try {
            return new ServedChain(served, path(served, anchors, Date.from(now)), null);
        } catch (GeneralSecurityException e) {
            return new ServedChain(served, List.of(), faultOf(served, leaf, anchors));
        }
    }

    private static List<X509Certificate> path(List<X509Certificate> served, Set<TrustAnchor> anchors, Date now)
            throws GeneralSecurityException {
        X509CertSelector leaf = new X509CertSelector();
        leaf.setCertificate(served.getFirst());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(served)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(now);
        PKIXCertPathBuilderResult result =
                (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        List<X509Certificate> path = new ArrayList<>();
        result.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
        X509Certificate anchor = result.getTrustAnchor().getTrustedCert();
        if (anchor != null && !path.contains(anchor)) {
            path.add(anchor);
        }
        return path;
    }

    /// A self-signed certificate and a missing one in between look the same to a client; an operator wants to know.
    private static String faultOf(List<X509Certificate> served, X509Certificate leaf, Set<TrustAnchor> anchors) {
        if (selfIssued(leaf)) {
            return "the certificate is self-signed";
        }
        X509Certificate last = leaf;
        for (int steps = 0; steps < served.size() && !selfIssued(last); steps++) {
            X500Principal issuer = last.getIssuerX500Principal();
            Optional<X509Certificate> next = served.stream()
                    .filter(each -> each.getSubjectX500Principal().equals(issuer))
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            last = next.get();
        }
        X500Principal wanted = last.getIssuerX500Principal();
        boolean known = anchors.stream()
                .map(TrustAnchor::getTrustedCert)
                .anyMatch(anchor ->
                        anchor != null && anchor.getSubjectX500Principal().equals(wanted));
        if (known) {
            return "the chain's signatures or dates do not hold";
        }
        return selfIssued(last)
                ? "no authority that is trusted: " + name(wanted)
                : "the chain is incomplete: " + name(wanted) + " is neither served nor trusted";
    }

    private static boolean selfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /// The common name, if there is one.
    static String name(X500Principal principal) {
        for (String part : principal.getName().split("(?<!\\\\),", -1)) {
            if (part.startsWith("CN=")) {
                return part.substring(3);
            }
        }
        return principal.getName();
    }

    /// Those of the served that a client needs; all of them where it finds no way.
    List<X509Certificate> needed() {
        return verified.isEmpty()
                ? served
                : served.stream().filter(verified::contains).toList();
    }

    /// One that is served, of no use to anybody, and over.
    Optional<X509Certificate> expiredExtra(Instant now) {
        List<X509Certificate> needed = needed();
        return served.stream()
                .filter(each -> !needed.contains(each))
                .filter(each -> now.isAfter(each.getNotAfter().toInstant()))
                .findFirst();
    }

    /// The one that ends first.
    static X509Certificate earliest(List<X509Certificate> chain) {
        return chain.stream()
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow(() -> new IllegalArgumentException("an empty chain"));
    }

    /// How long `certificate` is valid altogether.
    static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }
}
