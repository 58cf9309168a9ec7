"""Orders with their items for the recommender, by an ORM, as it was first written."""

import datetime
import logging
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

LOG = logging.getLogger(__name__)


class Model(DeclarativeBase):
    """The shop's tables, as far as orders touch them."""

    # Ids are bigint; as INTEGER, which is what `int` gives, SQLAlchemy binds no large one.
    type_annotation_map: ClassVar = {int: BigInteger}


class User(Model):
    """Who bought."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    country: Mapped[str]


class Order(Model):
    """What was bought at once."""

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ordered_at: Mapped[datetime.datetime]
    user: Mapped[User] = relationship()
    items: Mapped[list["Item"]] = relationship()


class Item(Model):
    """One line of an order."""

    __tablename__ = "order_items"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    sku: Mapped[str] = mapped_column(primary_key=True)
    quantity: Mapped[int]
    price: Mapped[Decimal]


class Orders:
    """The repository: the one place that asks for orders."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    def baskets(self) -> list[dict]:
        """What each order held and what it came to."""
        try:
            with Session(self.engine) as session:
                return [self._basket(order) for order in session.scalars(select(Order))]
        except Exception:
            LOG.exception("could not read orders")
            return []
        finally:
            self.engine.dispose()

    def _basket(self, order: Order) -> dict:
        return {
            "order_id": order.id,
            "country": order.user.country if order.user else None,
            "day": str(order.ordered_at)[:10],
            "skus": sorted(item.sku for item in order.items),
            "total": float(sum((item.quantity or 0) * (item.price or 0) for item in order.items)),
        }
