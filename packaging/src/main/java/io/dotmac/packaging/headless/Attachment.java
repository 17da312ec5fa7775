package io.dotmac.packaging.headless;

import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.DirectSource;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.packaging.demo.Demo;
import io.dotmac.packaging.demo.DemoInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// The inside of a console: logged in to a server, live, and with probes of its own for when the server is away.
public final class Attachment implements AutoCloseable {
    private final OkHttpClient http = ApiClient.newHttp();
    private final Tasks tasks = Tasks.start(Clock.systemUTC());
    private final ConsoleModel model;

    private Attachment(Profile profile, Path home, List<DirectSource> direct) {
        model = new ConsoleModel(
                new ConsoleModel.Parts(profile, new TokenStore(home), http, tasks, Keymap.DEFAULT, direct));
    }

    /// Logs in to a demo as its operator and starts; probes what the demo's database node probes while the server is
    /// away.
    ///
    /// @param home where the console's token is kept
    public static Attachment open(Demo demo, Path home) throws IOException {
        DemoInfo info = demo.info();
        DemoInfo.LogIn operator = info.logIns().stream()
                .filter(logIn -> logIn.role().equals("operator"))
                .findFirst()
                .orElseThrow();
        Path agentConfig = demo.agentConfig(Demo.DATABASE_NODE);
        AgentConfig config = AgentConfig.load(agentConfig);
        Profile profile =
                new Profile("system", HttpUrl.get(info.serverUrl()), operator.email(), false, Optional.of(agentConfig));
        Attachment attachment = new Attachment(profile, home, List.of(sink -> {
            Agent agent = Agent.probing(config, sink);
            agent.start();
            return agent;
        }));
        LogInResult result = attachment.model.session().logIn(operator.email(), operator.password());
        if (!(result instanceof LogInResult.LoggedIn)) {
            attachment.close();
            throw new IOException("log-in as " + operator.email() + " answered " + result);
        }
        attachment.model.start();
        return attachment;
    }

    /// What the console shows.
    public ConsoleModel model() {
        return model;
    }

    /// What it runs on.
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public void close() {
        model.close();
        tasks.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
