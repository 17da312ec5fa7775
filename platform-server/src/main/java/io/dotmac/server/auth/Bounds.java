package io.dotmac.server.auth;

import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.Shown;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Keeps people from lifting themselves: nobody gives what he lacks, nor works on somebody who may do more than he.
final class Bounds {
    private Bounds() {}

    /// Throws [Refusal] unless `caller` has all that he gives.
    static void mayGive(Caller caller, Set<Permission> given) {
        List<String> lacking = lacking(caller, given);
        if (!lacking.isEmpty()) {
            throw Refusal.forbidden("permissions that one lacks cannot be given: " + String.join(", ", lacking));
        }
    }

    /// Throws [Refusal] when the other may do more than `caller`.
    static void mayWorkOn(Caller caller, Grants other) {
        if (!lacking(caller, other.given()).isEmpty()) {
            throw Refusal.forbidden("this user may do more than you; somebody who may do as much must do this");
        }
    }

    /// Throws [Refusal] unless `caller` came with a password: a key must not change what lets a person in.
    static void inPerson(Caller caller) {
        if (caller.identity().session().isEmpty()) {
            throw Refusal.forbidden("this needs a log-in, an API key will not do");
        }
    }

    /// The permissions of these texts.
    ///
    /// @param kind of those who are to have them
    static Set<Permission> permissions(String field, Collection<String> texts, Kind kind) {
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        for (String text : texts) {
            Permission permission = Permission.of(text)
                    .orElseThrow(() -> Refusal.invalid(
                            field,
                            "has " + Shown.of(text) + ", which is none; for example " + Permission.FLEET_READ.text()));
            if (kind != Kind.ADMIN && !permission.isOfTenants()) {
                throw Refusal.invalid(field, "has " + text + ", which is for platform staff alone");
            }
            all.add(permission);
        }
        return all;
    }

    private static List<String> lacking(Caller caller, Set<Permission> wanted) {
        return wanted.stream()
                .filter(one -> !caller.may(one))
                .map(Permission::text)
                .sorted()
                .toList();
    }
}
