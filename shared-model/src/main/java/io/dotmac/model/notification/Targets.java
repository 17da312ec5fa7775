package io.dotmac.model.notification;

import java.net.URI;
import java.net.URISyntaxException;

/// Addresses of receivers.
final class Targets {
    private static final int MAX = 1_000;

    private Targets() {}

    /// Throws unless it is an address of HTTP with a host and without a name and password in it.
    static void checkUrl(String url) {
        if (url.length() > MAX) {
            throw new IllegalArgumentException("url has " + url.length() + " characters, at most " + MAX);
        }
        try {
            URI uri = new URI(url);
            boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below, without the address: it may be a secret.
        }
        throw new IllegalArgumentException("url must be like https://host/path, without user name and fragment");
    }

    /// What follows `?` may be a secret.
    static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query) + "?" + Target.MASK;
    }
}
