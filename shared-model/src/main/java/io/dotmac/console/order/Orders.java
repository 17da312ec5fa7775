package io.dotmac.console.order;

import io.dotmac.console.Tasks;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.order.OrderState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The orders that this console has given and that are not at their end. Safe for use by several threads.
public final class Orders {
    private final Predicate<ClientFrame> send;
    private final Tasks tasks;
    private final Map<UUID, OrderViewModel> open = new ConcurrentHashMap<>();

    /// @param send gives a frame to the server, `false` when it is not connected
    /// @param tasks where it is done
    public Orders(Predicate<ClientFrame> send, Tasks tasks) {
        this.send = send;
        this.tasks = tasks;
    }

    /// Gives an order; closing what is returned withdraws it.
    public OrderViewModel give(Errand errand) {
        UUID id = UUID.randomUUID();
        OrderViewModel view = new OrderViewModel(errand, tasks.clock(), () -> withdraw(id));
        open.put(id, view);
        tasks.run(() -> {
            if (!send.test(new ClientFrame.Ask(id, errand.node(), errand.order()))) {
                open.remove(id);
                view.progress(OrderState.REFUSED, "the server is out of reach; nothing was done");
            }
        });
        return view;
    }

    /// The server tells how an order goes on.
    public void progress(ServerFrame.Progress progress) {
        OrderViewModel view = progress.state().ended() ? open.remove(progress.id()) : open.get(progress.id());
        if (view != null) {
            view.progress(progress.state(), progress.detail());
        }
    }

    /// The server tells what an order brings.
    public void output(ServerFrame.Output output) {
        OrderViewModel view = open.get(output.id());
        if (view != null) {
            view.output(output.lines(), output.dropped());
        }
    }

    /// The session has ended, and with it what it asked for.
    public void lost() {
        for (UUID id : List.copyOf(open.keySet())) {
            OrderViewModel view = open.remove(id);
            if (view != null) {
                view.progress(OrderState.FAILED, "the server is out of reach; whether it was done is not known");
            }
        }
    }

    private void withdraw(UUID id) {
        if (open.remove(id) != null) {
            tasks.run(() -> {
                var _ = send.test(new ClientFrame.Withdraw(id));
            });
        }
    }
}
