package io.dotmac.agent.replication;

import io.dotmac.agent.config.DataTarget;
import io.dotmac.agent.config.NetTarget;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.config.TargetConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The copies that a server must have.
///
/// @param names of them, where they are known
/// @param count of them
record Expected(List<String> names, int count) {
    static final Expected NONE = new Expected(List.of(), 0);

    /// By the primary's name, as configured.
    static Map<String, Expected> from(List<TargetConfig> targets) {
        Map<String, Expected> expected = new LinkedHashMap<>();
        for (TargetConfig target : targets) {
            switch (target) {
                case TargetConfig.Postgres postgres
                when !postgres.standbys().isEmpty() ->
                    expected.put(
                            postgres.name(),
                            new Expected(
                                    postgres.standbys(), postgres.standbys().size()));
                case TargetConfig.Redis redis
                when redis.replicas() > 0 -> expected.put(redis.name(), new Expected(List.of(), redis.replicas()));
                case TargetConfig.Postgres _,
                        TargetConfig.Redis _,
                        TargetConfig.Http _,
                        TargetConfig.Tcp _,
                        NetTarget _,
                        DataTarget _,
                        ServiceTarget _ -> {}
            }
        }
        return expected;
    }
}
