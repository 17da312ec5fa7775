package io.dotmac.model.agent;

import io.dotmac.model.Check;
import io.dotmac.model.fleet.NodeId;

/// `POST /api/v1/agents/token`: trades a signed nonce for an access token.
///
/// @param node who asks
/// @param nonce from [Nonce], as it came
/// @param signature base64 of the ECDSA P-256 SHA-256 signature (ASN.1 DER) over the UTF-8 bytes of the nonce
public record AccessRequest(NodeId node, String nonce, String signature) {
    /// Refuses blank and over-long parts.
    public AccessRequest {
        Check.name("nonce", nonce, 512);
        Check.name("signature", signature, 512);
    }
}
