"""Orders with their items for the recommender, by an ORM, hardened: one query, checked types, and it raises."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from connectors.orders import Item, Order, User
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, contains_eager

KINDS = {
    Order: {"id": int, "user_id": int, "ordered_at": datetime.datetime},
    User: {"id": int, "country": str},
    Item: {"sku": str, "quantity": int, "price": Decimal},
}


@dataclass(frozen=True)
class Basket:
    """What one order held and what it came to."""

    order_id: int
    country: str
    day: datetime.date
    skus: tuple[str, ...]
    total: Decimal


class Orders:
    """The repository: the one place that asks for orders."""

    def __init__(self, url: str) -> None:
        url = url.replace("postgresql://", "postgresql+psycopg://")
        self.engine = create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)

    def baskets(self) -> list[Basket]:
        """What each order held; raises when it cannot be had, or is not what it should be."""
        try:
            with Session(self.engine) as session:
                query = session.query(Order).outerjoin(Order.user).outerjoin(Order.items)
                orders = query.options(contains_eager(Order.user), contains_eager(Order.items)).all()
                return [self._basket(order) for order in orders]
        finally:
            self.engine.dispose()

    def _basket(self, order: Order) -> Basket:
        if order.user is None:
            msg = f"orders: {order.id} is of nobody who is known: {order.user_id!r}"
            raise ValueError(msg)
        for row in (order, order.user, *order.items):
            for name, kind in KINDS[type(row)].items():
                if not isinstance(value := getattr(row, name), kind):
                    msg = f"{row.__tablename__}.{name}: expected {kind.__name__}, got {value!r}"
                    raise TypeError(msg)
        if order.ordered_at.tzinfo is None:
            msg = f"orders.ordered_at: expected a time zone, got {order.ordered_at!r}"
            raise TypeError(msg)
        return Basket(
            order_id=order.id,
            country=order.user.country,
            day=order.ordered_at.astimezone(datetime.UTC).date(),
            skus=tuple(sorted(item.sku for item in order.items)),
            total=sum((item.quantity * item.price for item in order.items), Decimal(0)),
        )
