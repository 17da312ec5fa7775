package io.dotmac.server.platform.openapi;

import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/// The OpenAPI document, and outside production the pages that show it. Nothing comes from other hosts, and no script
/// stands in a page, so a strict policy lets exactly these pages work.
public final class DocsRoutes {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src blob:; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";
    private static final String KEEP = "max-age=86400";
    private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
    private static final Map<String, String> FILES = Map.of(
            "swagger-ui.css", "text/css",
            "swagger-ui-bundle.js", "text/javascript",
            "start.js", "text/javascript",
            "redoc.standalone.js", "text/javascript");

    private final Supplier<String> document;
    private final boolean pages;

    /// @param document the OpenAPI document
    /// @param pages whether the pages are served
    public DocsRoutes(Supplier<String> document, boolean pages) {
        this.document = document;
        this.pages = pages;
    }

    /// All paths.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/openapi.json", Access.open(), call -> Answer.text("application/json", document.get()))
                .as("openApi", "This document")
                .tagged("docs")
                .givesRaw("application/json")
                .limited(RateClass.NONE));
        if (pages) {
            routes.add(page("/docs", "docs", "swagger.html", "Swagger UI"));
            routes.add(page("/redoc", "redoc", "redoc.html", "The same to read"));
            routes.add(Route.get("/docs/{file}", Access.open(), call -> file(call.parameter("file")))
                    .as("docsFile", "What the pages are made of")
                    .tagged("docs")
                    .with(Parameter.path("file", ValueType.text(60), "name of the file"))
                    .givesRaw("text/javascript")
                    .limited(RateClass.NONE));
        }
        return routes;
    }

    private static Route page(String path, String id, String file, String summary) {
        return Route.get(path, Access.open(), call -> html(file))
                .as(id, summary)
                .tagged("docs")
                .givesRaw("text/html")
                .limited(RateClass.NONE);
    }

    private static Answer html(String file) {
        return Answer.bytes("text/html; charset=utf-8", resource("docs/" + file))
                .with("Content-Security-Policy", POLICY);
    }

    private static Answer file(String name) {
        String type = Optional.ofNullable(FILES.get(name)).orElseThrow(() -> Refusal.notFound("file", name));
        if (name.startsWith("redoc")) { // kept compressed, as every browser takes it
            return Answer.bytes(type, resource("docs/" + name + ".gz"))
                    .with("Content-Encoding", "gzip")
                    .with("Cache-Control", KEEP);
        }
        String path = name.startsWith("swagger-ui") ? WEBJAR + version() + "/" + name : "docs/" + name;
        return Answer.bytes(type, resource(path)).with("Cache-Control", KEEP);
    }

    /// Of the Swagger UI that is on the class path.
    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = stream("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String path) {
        try (InputStream in = stream(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream stream(String path) throws IOException {
        InputStream in = DocsRoutes.class.getClassLoader().getResourceAsStream(path);
        if (in == null) {
            throw new IOException("resource " + path + " is missing");
        }
        return in;
    }
}
