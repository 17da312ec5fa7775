package io.dotmac.packaging.bench;

import io.dotmac.model.Json;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// A route that is measured, and the statements that its floor runs.
///
/// @param id of the budget
/// @param what it does
/// @param path that is asked for
/// @param bare environment of [BareServer]
record Subject(String id, String what, String path, Map<String, String> bare) {
    /// All that this server has.
    static List<Subject> all(Stand stand, String token) throws IOException {
        return List.of(person(stand, token));
    }

    /// Who is logged in: one row of the people, found by key under row policies.
    private static Subject person(Stand stand, String token) throws IOException {
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]);
        String id = Json.mapper().readTree(claims).path("sub").asText();
        return new Subject(
                "P1",
                "authenticated read of one person",
                "/api/v1/auth/me",
                Map.of(
                        BareServer.URL, stand.runtimeUrl(),
                        BareServer.OPEN,
                                "select set_config('dotmac.tenant', '', true), set_config('dotmac.key', '" + id
                                        + "', true)",
                        BareServer.ROWS,
                                "select row_to_json(r)::text from (select u.id, u.tenant_id, t.slug, u.email, u.name,"
                                        + " u.password_hash, u.role, u.active from public.users u"
                                        + " left join public.tenants t on t.id = u.tenant_id where u.id = '" + id
                                        + "') r"));
    }
}
