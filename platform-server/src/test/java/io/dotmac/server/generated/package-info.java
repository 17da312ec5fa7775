/// Requests that are made from the OpenAPI document: every route against everything that goes wrong.
package io.dotmac.server.generated;
