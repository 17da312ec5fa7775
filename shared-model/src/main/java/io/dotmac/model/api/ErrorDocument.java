package io.dotmac.model.api;

import java.util.List;

/// Envelope of every refusal and failure (seed S3).
///
/// @param error what went wrong
public record ErrorDocument(Problem error) {
    /// What went wrong.
    ///
    /// @param code stable, upper case, for example `NOT_FOUND`
    /// @param message for a person
    /// @param details the fields that are wrong
    /// @param requestId `req_...`, to be quoted to support
    public record Problem(String code, String message, List<Detail> details, String requestId) {
        /// Copies the details.
        public Problem {
            details = List.copyOf(details);
        }
    }

    /// One wrong field.
    ///
    /// @param field dotted path
    /// @param message what is wrong and what is allowed
    public record Detail(String field, String message) {}
}
