package io.dotmac.server.platform.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Splits `postgres://user:password@host:port/name?sslmode=require` into the settings it stands for.
final class DatabaseUrl {
    private DatabaseUrl() {}

    static Map<String, String> split(String text) {
        URI url = parse(text);
        Map<String, String> settings = new HashMap<>();
        settings.put("database.host", url.getHost());
        settings.put("database.port", Integer.toString(url.getPort() < 0 ? 5432 : url.getPort()));
        String path = url.getPath() == null ? "" : url.getPath();
        if (path.length() > 1) {
            settings.put("database.name", path.substring(1));
        }
        if (url.getUserInfo() != null) {
            String[] login = url.getUserInfo().split(":", 2);
            settings.put("database.username", login[0]);
            if (login.length > 1) {
                settings.put("database.password", login[1]);
            }
        }
        for (String pair : (url.getQuery() == null ? "" : url.getQuery()).split("&", -1)) {
            if (pair.startsWith("sslmode=")) {
                settings.put("database.ssl-mode", pair.substring("sslmode=".length()));
            }
        }
        return settings;
    }

    private static URI parse(String text) {
        try {
            URI url = new URI(text);
            boolean ours = "postgres".equals(url.getScheme()) || "postgresql".equals(url.getScheme());
            if (ours && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Told below; the text may hold a password, so neither it nor the cause is repeated.
        }
        throw new ConfigException(
                List.of("DOTMAC_DATABASE_URL is not of the form postgres://user:password@host:port/name?sslmode=..."));
    }
}
