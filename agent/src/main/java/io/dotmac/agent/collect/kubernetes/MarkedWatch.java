package io.dotmac.agent.collect.kubernetes;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.lang.reflect.Type;
import okhttp3.Call;
import okhttp3.ResponseBody;

/// A watch that lives through its bookmarks. A bookmark is an object of which nothing but its version counts; its empty
/// parts (a pod without containers) are none that the client's model allows, so each would end the watch, and all would
/// be listed anew each minute.
///
/// @param <T> kind of object
final class MarkedWatch<T> extends Watch<T> {
    private static final String BOOKMARK = "{\"type\":\"BOOKMARK\"";

    private MarkedWatch(JSON json, ResponseBody body, Type type, Call call) {
        super(json, body, type, call);
    }

    /// Begins it.
    ///
    /// @param type of [Watch.Response]
    static <T> Watchable<T> open(ApiClient client, Call call, Type type) throws ApiException {
        try {
            okhttp3.Response response = call.execute();
            if (response.isSuccessful()) {
                return new MarkedWatch<>(client.getJSON(), response.body(), type, call);
            }
            try (ResponseBody body = response.body()) {
                throw new ApiException(
                        response.message(), response.code(), response.headers().toMultimap(), body.string());
            }
        } catch (IOException e) {
            throw new ApiException(e);
        }
    }

    @Override
    protected Watch.Response<T> parseLine(String line) throws IOException {
        return super.parseLine(line.startsWith(BOOKMARK) ? withoutParts(line) : line);
    }

    private static String withoutParts(String line) {
        JsonElement event = JsonParser.parseString(line);
        JsonObject object = event.getAsJsonObject().getAsJsonObject("object");
        object.remove("spec");
        object.remove("status");
        return event.toString();
    }
}
