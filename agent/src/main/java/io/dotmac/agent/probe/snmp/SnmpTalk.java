package io.dotmac.agent.probe.snmp;

import io.dotmac.agent.config.Secret;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.probe.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.PduHandle;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/// One talk with a device, on a socket of its own. Used by one thread.
final class SnmpTalk implements AutoCloseable {
    private static final int MAX_ROWS = 2_000;
    private static final int BULK = 20;
    private static final Set<OID> HANDSHAKE =
            Set.of(SnmpConstants.usmStatsUnknownEngineIDs, SnmpConstants.usmStatsNotInTimeWindows);

    private final Snmp snmp;
    private final Target<UdpAddress> target;
    private final boolean version3;
    private final Deadline deadline;
    private volatile @Nullable OID refusal;

    private SnmpTalk(Snmp snmp, Target<UdpAddress> target, boolean version3, Deadline deadline) {
        this.snmp = snmp;
        this.target = target;
        this.version3 = version3;
        this.deadline = deadline;
    }

    /// @param deadline of the whole talk
    static SnmpTalk open(ServiceTarget.Snmp config, Deadline deadline) throws IOException {
        InetAddress address = deadline.address(config.host());
        ServiceTarget.SnmpUser user = config.user();
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        Target<UdpAddress> target;
        if (user != null) {
            SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.maxCompatibility);
            USM usm = new USM(protocols, new OctetString(MPv3.createLocalEngineID()), 0);
            dispatcher.addMessageProcessingModel(new MPv2c());
            dispatcher.addMessageProcessingModel(new MPv3(usm));
            usm.addUser(user(user));
            target = userTarget(user);
        } else {
            dispatcher.addMessageProcessingModel(new MPv2c());
            target = new CommunityTarget<>();
            ((CommunityTarget<UdpAddress>) target)
                    .setCommunity(new OctetString(
                            config.community() == null ? "" : config.community().reveal()));
            target.setVersion(SnmpConstants.version2c);
        }
        target.setAddress(new UdpAddress(address, config.port()));
        target.setRetries(1);
        Snmp snmp = new Snmp(dispatcher, new DefaultUdpTransportMapping());
        snmp.listen();
        SnmpTalk talk = new SnmpTalk(snmp, target, user != null, deadline);
        talk.heedRefusals();
        return talk;
    }

    private static UsmUser user(ServiceTarget.SnmpUser user) {
        OID auth = switch (user.authProtocol()) {
            case "SHA256" -> AuthHMAC192SHA256.ID;
            case "SHA512" -> AuthHMAC384SHA512.ID;
            default -> AuthSHA.ID;
        };
        OID priv = user.privProtocol().equals("AES256") ? PrivAES256.ID : PrivAES128.ID;
        Secret authPassword = user.authPassword();
        Secret privPassword = user.privPassword();
        return new UsmUser(
                new OctetString(user.name()),
                authPassword == null ? null : auth,
                authPassword == null ? null : new OctetString(authPassword.reveal()),
                privPassword == null ? null : priv,
                privPassword == null ? null : new OctetString(privPassword.reveal()));
    }

    private static UserTarget<UdpAddress> userTarget(ServiceTarget.SnmpUser user) {
        UserTarget<UdpAddress> target = new UserTarget<>();
        target.setVersion(SnmpConstants.version3);
        target.setSecurityName(new OctetString(user.name()));
        target.setSecurityLevel(
                user.authPassword() == null
                        ? SecurityLevel.NOAUTH_NOPRIV
                        : user.privPassword() == null ? SecurityLevel.AUTH_NOPRIV : SecurityLevel.AUTH_PRIV);
        return target;
    }

    private PDU request(int type) {
        PDU pdu = version3 ? new ScopedPDU() : new PDU();
        pdu.setType(type);
        return pdu;
    }

    /// The answer, `null` when none came in time.
    @Nullable PDU get(List<String> oids) throws IOException {
        PDU pdu = request(PDU.GET);
        oids.forEach(oid -> pdu.add(new VariableBinding(new OID(oid))));
        return send(pdu);
    }

    private @Nullable PDU send(PDU pdu) throws IOException {
        // Each question is put twice.
        target.setTimeout(Math.max(1, deadline.left() / 2));
        ResponseEvent<UdpAddress> event = snmp.send(pdu, target);
        return event == null ? null : event.getResponse();
    }

    /// A column of a table by row number; what the device does not have is absent.
    Map<Integer, Variable> column(String oid) throws IOException {
        OID root = new OID(oid);
        OID next = root;
        Map<Integer, Variable> column = new TreeMap<>();
        while (column.size() < MAX_ROWS) {
            PDU pdu = request(PDU.GETBULK);
            pdu.setMaxRepetitions(BULK);
            pdu.add(new VariableBinding(next));
            PDU answer = send(pdu);
            if (answer == null) {
                // Half a table would look like interfaces that are gone.
                throw new SocketTimeoutException();
            }
            if (answer.getErrorStatus() != PDU.noError) {
                return column;
            }
            List<VariableBinding> rows = new ArrayList<>(answer.getVariableBindings());
            for (VariableBinding row : rows) {
                // A device that does not go forward would be asked for ever.
                if (!row.getOid().startsWith(root) || row.getOid().compareTo(next) <= 0 || row.isException()) {
                    return column;
                }
                next = row.getOid();
                column.put(next.last(), row.getVariable());
            }
            if (rows.isEmpty()) {
                return column;
            }
        }
        return column;
    }

    static String text(VariableBinding binding) {
        return binding.isException() ? "" : binding.getVariable().toString().replaceAll("\\p{Cntrl}", " ");
    }

    /// A device cannot sign its refusal of a wrong password, and the library rightly takes no unsigned answer. As a
    /// hint why there is none it is good enough.
    private void heedRefusals() {
        Snmp.ReportHandler usual = snmp.getReportHandler();
        snmp.setReportHandler(new Snmp.ReportHandler() {
            @Override
            public <A extends Address> void processReport(PduHandle handle, CommandResponderEvent<A> event) {
                PDU pdu = event.getPDU();
                if (pdu != null
                        && pdu.size() > 0
                        && !HANDSHAKE.contains(pdu.get(0).getOid())) {
                    refusal = pdu.get(0).getOid();
                }
                usual.processReport(handle, event);
            }
        });
    }

    /// Why the device accepts no request; empty when it did not say.
    String refusal() {
        OID oid = refusal;
        if (oid == null) {
            return "";
        }
        if (oid.equals(SnmpConstants.usmStatsUnknownUserNames)) {
            return "unknown user";
        }
        if (oid.equals(SnmpConstants.usmStatsWrongDigests)) {
            return "wrong auth-password or auth-protocol";
        }
        if (oid.equals(SnmpConstants.usmStatsDecryptionErrors)) {
            return "wrong priv-password or priv-protocol";
        }
        return oid.equals(SnmpConstants.usmStatsUnsupportedSecLevels) ? "it wants more security" : "report " + oid;
    }

    @Override
    public void close() throws IOException {
        snmp.close();
    }
}
