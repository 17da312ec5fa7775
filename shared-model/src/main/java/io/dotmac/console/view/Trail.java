package io.dotmac.console.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where an operator has been, like the history of a browser. Safe for several threads.
final class Trail {
    private static final int MOST = 100;

    private final List<Place> places = new ArrayList<>();
    private int at;
    private int before = -1;

    Trail(Place first) {
        places.add(first);
    }

    /// Goes to a new place; what had been gone back from is forgotten.
    ///
    /// @param left the present place as it is left
    synchronized Place open(Place left, Place next) {
        places.set(at, left);
        if (next.equals(left)) {
            return next;
        }
        places.subList(at + 1, places.size()).clear();
        places.add(next);
        if (places.size() > MOST) {
            places.removeFirst();
            at--;
        }
        before = at;
        at = places.size() - 1;
        return next;
    }

    /// Goes so many steps, backwards or forwards; empty when there is nothing.
    synchronized Optional<Place> step(Place left, int steps) {
        int target = at + steps;
        if (target < 0 || target >= places.size()) {
            return Optional.empty();
        }
        return Optional.of(go(left, target));
    }

    /// Goes to the place before this one, whichever way that was.
    synchronized Optional<Place> last(Place left) {
        return before < 0 || before >= places.size() ? Optional.empty() : Optional.of(go(left, before));
    }

    private Place go(Place left, int target) {
        places.set(at, left);
        before = at;
        at = target;
        return places.get(at);
    }
}
