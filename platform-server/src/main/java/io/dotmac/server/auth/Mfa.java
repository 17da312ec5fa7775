package io.dotmac.server.auth;

import io.dotmac.model.auth.MfaEnrolment;
import io.dotmac.model.auth.RecoveryCodes;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.auth.Attempts.Attempt;
import io.dotmac.server.auth.Sessions.Origin;
import io.dotmac.server.auth.UserStore.Factor;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Field;
import io.dotmac.server.platform.secret.Hashes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/// Second factors: a code of an authenticator, or a recovery code when that is lost. Each is taken once.
final class Mfa {
    private static final String ISSUER = "DotMac Ops";
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_LENGTH = 12;
    private static final String RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final Factor NONE = new Factor(Optional.empty(), Optional.empty(), 0, List.of());

    private final Ground ground;
    private final Targets targets;
    private final SecureRandom random = new SecureRandom();

    Mfa(Ground ground, Targets targets) {
        this.ground = ground;
        this.targets = targets;
    }

    /// Whether an account is asked for a code.
    boolean isOn(Account account) {
        return ground.config().mfa() && account.mfa();
    }

    /// Makes a secret that counts once its first code came.
    MfaEnrolment enrol(Caller caller) {
        Bounds.inPerson(caller);
        Totp totp = Totp.fresh(random);
        return targets.self(caller, (tx, self) -> {
            if (self.mfa()) {
                throw Refusal.conflict("MFA_IS_ON", "a second factor is set up already; disable it first");
            }
            Factor factor = ground.users().lockFactor(tx, self.id());
            byte[] sealed = ground.cipher().encrypt(field(self), totp.base32());
            ground.users()
                    .factor(
                            tx,
                            self.id(),
                            new Factor(Optional.empty(), Optional.of(sealed), factor.lastStep(), List.of()));
            return new MfaEnrolment(totp.base32(), uri(self, totp));
        });
    }

    /// Turns the secret on by its first code; gives the recovery codes, this once.
    RecoveryCodes verify(Caller caller, String code, Origin origin) {
        Bounds.inPerson(caller);
        List<String> recovery = fresh();
        Account account = targets.look(caller, (tx, self) -> self);
        Attempt attempt = ground.guard().begin(account.email(), origin.address());
        targets.self(caller, (tx, self) -> {
            Factor factor = ground.users().lockFactor(tx, self.id());
            byte[] pending = factor.pending()
                    .orElseThrow(() -> Refusal.conflict("MFA_NOT_BEGUN", "no second factor waits; enrol first"));
            OptionalLong step =
                    totp(self, pending).match(plain(code), ground.clock().instant(), factor.lastStep());
            if (step.isEmpty()) {
                throw Refusal.unauthorized("the code is wrong; check the clock of the device");
            }
            ground.users()
                    .factor(
                            tx,
                            self.id(),
                            new Factor(Optional.of(pending), Optional.empty(), step.getAsLong(), digests(recovery)));
            ground.audit().record(tx, caller, Entry.happened("user.mfa-enabled", "user", self.id()));
            tx.afterCommit(() -> ground.standing().changed(self.id()));
            return self.id();
        });
        ground.guard().succeeded(attempt);
        return new RecoveryCodes(recovery);
    }

    /// Takes new recovery codes in the place of the old. The password was proved.
    RecoveryCodes renew(Caller caller) {
        List<String> recovery = fresh();
        return targets.self(caller, (tx, self) -> {
            Factor factor = ground.users().lockFactor(tx, self.id());
            if (factor.secret().isEmpty()) {
                throw Refusal.conflict("MFA_IS_OFF", "no second factor is set up");
            }
            ground.users()
                    .factor(
                            tx,
                            self.id(),
                            new Factor(factor.secret(), factor.pending(), factor.lastStep(), digests(recovery)));
            ground.audit().record(tx, caller, Entry.happened("user.recovery-codes-renewed", "user", self.id()));
            return new RecoveryCodes(recovery);
        });
    }

    /// Turns one's own off. The password was proved.
    void disable(Caller caller) {
        targets.self(caller, (tx, self) -> off(tx, caller, self, "user.mfa-disabled"));
    }

    /// Turns another's off, who has lost all.
    void reset(Caller caller, UUID user) {
        targets.locked(caller, user, (tx, account) -> {
            Bounds.mayWorkOn(caller, ground.book().read(tx, account));
            return off(tx, caller, account, "user.mfa-reset");
        });
    }

    /// Whether `code` is good; it is used up by that.
    boolean accept(Account account, String code) {
        return ground.realms().in(account.tenant(), tx -> {
            Factor factor = ground.users().lockFactor(tx, account.id());
            if (factor.secret().isEmpty()) {
                return true; // Turned off in between.
            }
            OptionalLong step = totp(account, factor.secret().get())
                    .match(plain(code), ground.clock().instant(), factor.lastStep());
            if (step.isPresent()) {
                ground.users()
                        .factor(
                                tx,
                                account.id(),
                                new Factor(factor.secret(), factor.pending(), step.getAsLong(), factor.recovery()));
                return true;
            }
            return recover(tx, account, factor, digest(code));
        });
    }

    private boolean recover(Tx tx, Account account, Factor factor, String digest) {
        List<String> left = new ArrayList<>(factor.recovery());
        if (!left.remove(digest)) {
            return false;
        }
        ground.users().factor(tx, account.id(), new Factor(factor.secret(), factor.pending(), factor.lastStep(), left));
        Caller self = new Caller(account.identity(Optional.empty()), java.util.Set.of());
        ground.audit()
                .record(
                        tx,
                        self,
                        Entry.created(
                                "user.recovery-used", "user", account.id(), java.util.Map.of("left", left.size())));
        return true;
    }

    private UUID off(Tx tx, Caller caller, Account account, String action) {
        Factor factor = ground.users().lockFactor(tx, account.id());
        if (factor.secret().isEmpty()) {
            throw Refusal.conflict("MFA_IS_OFF", "no second factor is set up");
        }
        ground.users()
                .factor(tx, account.id(), new Factor(NONE.secret(), NONE.pending(), factor.lastStep(), List.of()));
        ground.audit().record(tx, caller, Entry.happened(action, "user", account.id()));
        tx.afterCommit(() -> ground.standing().changed(account.id()));
        return account.id();
    }

    private Totp totp(Account account, byte[] sealed) {
        return Totp.ofBase32(ground.cipher().decrypt(field(account), sealed));
    }

    private static Field field(Account account) {
        String realm = account.tenant().map(Object::toString).orElse("platform");
        return new Field(realm, "users", "totp", account.id().toString());
    }

    private static String uri(Account account, Totp totp) {
        return "otpauth://totp/" + encoded(ISSUER) + ":" + encoded(account.email()) + "?secret=" + totp.base32()
                + "&issuer=" + encoded(ISSUER) + "&algorithm=SHA1&digits=6&period=30";
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String plain(String code) {
        return code.replaceAll("[\\s-]", "");
    }

    private List<String> fresh() {
        return Stream.generate(this::recoveryCode).limit(RECOVERY_CODES).toList();
    }

    /// 59 bits, in three groups.
    private String recoveryCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < RECOVERY_LENGTH; i++) {
            if (i > 0 && i % 4 == 0) {
                code.append('-');
            }
            code.append(RECOVERY_LETTERS.charAt(random.nextInt(RECOVERY_LETTERS.length())));
        }
        return code.toString();
    }

    private List<String> digests(List<String> codes) {
        return codes.stream().map(this::digest).toList();
    }

    private String digest(String code) {
        byte[] text = plain(code).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of()
                .formatHex(Hashes.hmac("recovery:" + ground.config().secret().value(), text));
    }
}
