package io.dotmac.agent.config;

import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// Where the platform server is.
///
/// @param url its address, without a path
/// @param caFile PEM certificates that its certificate must chain to, instead of the system's
/// @param allowLoopback whether targets that it pushes may lead to this machine's own services
public record ServerConfig(HttpUrl url, @Nullable Path caFile, boolean allowLoopback) {
    static @Nullable ServerConfig from(Section section) {
        String text = section.required("url");
        HttpUrl url = HttpUrl.parse(text);
        if (url == null && !text.isEmpty()) {
            section.violation("url", "is " + text + ", must start with http:// or https:// and a host");
        }
        String file = section.optional("ca-file");
        Path caFile = file == null ? null : section.file(file);
        if (caFile != null && !Files.isReadable(caFile)) {
            section.violation("ca-file", "is " + caFile + ", which cannot be read");
        }
        boolean allowLoopback = section.flag("allow-loopback", false);
        section.refuseOthers();
        return url == null ? null : new ServerConfig(url, caFile, allowLoopback);
    }
}
