package io.dotmac.server.auth;

import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.PasswordChange;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.Attempts.Attempt;
import io.dotmac.server.auth.Sessions.Origin;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Identity.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Lets people in by password, and by a second factor where they have one.
final class LogIns {
    private static final Logger LOG = System.getLogger(LogIns.class.getName());

    private final Ground ground;
    private final Targets targets;
    private final Sessions sessions;
    private final SessionDesk desk;
    private final Mfa mfa;

    LogIns(Ground ground, Targets targets, Sessions sessions, SessionDesk desk, Mfa mfa) {
        this.ground = ground;
        this.targets = targets;
        this.sessions = sessions;
        this.desk = desk;
        this.mfa = mfa;
    }

    /// The first step, and the only one for those without a second factor.
    Tokens logIn(LogIn logIn, Origin origin) {
        String email = logIn.email().toLowerCase(Locale.ROOT);
        Attempt attempt = ground.guard().begin(email, origin.address());
        Optional<Account> account = ground.realms()
                .keyed(email, tx -> ground.users().byEmail(tx, email))
                .filter(one -> one.kind() != Kind.SERVICE);
        boolean good = ground.passwords().matches(logIn.password(), account.flatMap(Account::passwordHash));
        if (!good || account.isEmpty() || !account.get().active()) {
            LOG.log(Level.WARNING, "log-in refused address={0}", origin.address());
            throw Refusal.unauthorized("e-mail address or password is wrong");
        }
        if (mfa.isOn(account.get()) && logIn.code().isEmpty()) {
            ground.guard().giveBack(attempt);
            throw Refusal.challenge(
                    LogInCode.REQUIRED,
                    "the code of the second factor is needed",
                    Challenge.issue(
                            ground.config().secret().value(),
                            account.get().id(),
                            ground.clock().instant()));
        }
        return enter(account.get(), attempt, origin, logIn.code());
    }

    /// The second step.
    Tokens logIn(LogInCode step, Origin origin) {
        UUID user = Challenge.redeem(
                ground.config().secret().value(),
                step.challenge(),
                ground.clock().instant());
        Account account = ground.realms()
                .keyed(user.toString(), tx -> ground.users().byId(tx, user))
                .filter(Account::active)
                .orElseThrow(() -> Refusal.unauthorized("the challenge is not valid any more; log in again"));
        Attempt attempt = ground.guard().begin(account.email(), origin.address());
        return enter(account, attempt, origin, Optional.of(step.code()));
    }

    /// Changes one's own password; one's other sessions end.
    void changePassword(Caller caller, PasswordChange change, Origin origin) {
        Bounds.inPerson(caller);
        Account account = targets.look(caller, (tx, self) -> self);
        prove(account, change.oldPassword(), "old_password", origin);
        PasswordPolicy.check("new_password", change.newPassword(), account.email());
        String hash = ground.passwords().hash(change.newPassword());
        targets.self(caller, (tx, self) -> {
            ground.users().password(tx, self.id(), hash);
            desk.endAll(tx, self, caller.identity().session(), "password");
            ground.audit().record(tx, caller, Entry.happened("user.password-changed", "user", self.id()));
            return self.id();
        });
    }

    /// Throws [Refusal] unless the password is right; a wrong one counts as a failed log-in.
    void prove(Account account, String password, String field, Origin origin) {
        Attempt attempt = ground.guard().begin(account.email(), origin.address());
        if (!ground.passwords().matches(password, account.passwordHash())) {
            throw Refusal.invalid(field, "is wrong");
        }
        ground.guard().succeeded(attempt);
    }

    private Tokens enter(Account account, Attempt attempt, Origin origin, Optional<String> code) {
        boolean twice = mfa.isOn(account);
        if (twice && !mfa.accept(account, code.orElse(""))) {
            LOG.log(Level.WARNING, "code refused user={0} address={1}", account.id(), origin.address());
            throw Refusal.unauthorized("the code is wrong or was used already");
        }
        ground.guard().succeeded(attempt);
        return sessions.begin(account, origin, twice ? "password and code" : "password");
    }
}
