package io.dotmac.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private final RouteTable table = table(
            "GET /api/things",
            "POST /api/things",
            "GET /api/things/best",
            "GET /api/things/{id}",
            "POST /api/things/{id}:stop",
            "POST /api/things/{id}:stopnow",
            "GET /api/things/{id}/parts/{part}",
            "GET /api/things/best/friends");

    private static RouteTable table(String... routes) {
        return new RouteTable(
                List.of(routes).stream()
                        .map(text -> text.split(" ", -1))
                        .map(pair -> route(pair[0], pair[1]))
                        .toList(),
                (path, methods) -> Route.fallback(methods, call -> Answer.empty()));
    }

    private static Route route(String method, String path) {
        return method.equals("GET")
                ? Route.get(path, Access.open(), call -> Answer.empty())
                : Route.post(path, Access.open(), call -> Answer.empty());
    }

    private String found(String method, String path) {
        return table.find(method, path, raw -> raw.toUpperCase(Locale.ROOT))
                .map(one -> one.route().method() + " " + one.route().path() + " " + one.parameters())
                .orElse("nothing");
    }

    @Test
    void literalPartsGoBeforeThoseThatAreFilledIn() {
        assertThat(found("GET", "/api/things")).isEqualTo("GET /api/things {}");
        assertThat(found("GET", "/api/things/best")).isEqualTo("GET /api/things/best {}");
        assertThat(found("GET", "/api/things/x1")).isEqualTo("GET /api/things/{id} {id=X1}");
        assertThat(found("GET", "/api/things/best/friends")).isEqualTo("GET /api/things/best/friends {}");
        assertThat(found("GET", "/api/things/best/parts/p"))
                .isEqualTo("GET /api/things/{id}/parts/{part} {part=P, id=BEST}");
    }

    @Test
    void verbBehindAPartIsNotTakenForIt() {
        assertThat(found("POST", "/api/things/7:stop")).isEqualTo("POST /api/things/{id}:stop {id=7}");
        assertThat(found("POST", "/api/things/7:stopnow")).isEqualTo("POST /api/things/{id}:stopnow {id=7}");
        assertThat(found("POST", "/api/things/:stop")).startsWith("ANY GET ");
        assertThat(found("GET", "/api/things/7:stop")).startsWith("ANY POST ");
    }

    @Test
    void otherMethodsAreToldWhichThereAre() {
        assertThat(found("DELETE", "/api/things")).isEqualTo("ANY GET, POST {}");
    }

    @Test
    void whatIsNotThereIsNothing() {
        for (String path :
                List.of("/", "", "/api", "/api/things/", "/api//things", "/api/things/best/parts", "/x", "x")) {
            assertThat(found("GET", path)).as(path).isEqualTo("nothing");
        }
    }

    @Test
    void twoRoutesOfOnePlaceAreRefused() {
        assertThatThrownBy(() -> table("GET /a/{id}", "GET /a/{id}")).hasMessage("GET /a/{id} is there twice");
        assertThatThrownBy(() -> table("GET /a/{id}", "POST /a/{name}"))
                .hasMessage("{name} is called {id} in another path");
        assertThat(table().find("GET", "/a", raw -> raw)).isEqualTo(Optional.empty());
    }
}
