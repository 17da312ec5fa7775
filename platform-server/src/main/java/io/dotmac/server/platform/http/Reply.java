package io.dotmac.server.platform.http;

import io.dotmac.server.platform.query.ListSpec;

/// What a route answers when all is well.
public sealed interface Reply {
    /// HTTP status.
    int status();

    /// One resource in the envelope.
    ///
    /// @param status HTTP status
    /// @param type of the resource, singular, lower-dashed
    /// @param attributes its wire record
    record One(int status, String type, Class<?> attributes) implements Reply {}

    /// A page of resources in the envelope.
    ///
    /// @param type of the resources, singular, lower-dashed
    /// @param attributes their wire record
    /// @param spec what the list offers
    record Many(String type, Class<?> attributes, ListSpec spec) implements Reply {
        @Override
        public int status() {
            return 200;
        }
    }

    /// Nothing, status 204.
    record Nothing() implements Reply {
        @Override
        public int status() {
            return 204;
        }
    }

    /// Something without the envelope.
    ///
    /// @param contentType of the body
    record Raw(String contentType) implements Reply {
        @Override
        public int status() {
            return 200;
        }
    }
}
