Feature: A number takes the place of another, and nobody who waits for the old one is forgotten

  Background:
    Given Repco sells us CAB-220 for 60.00, and we sell it for 100.00 plus GST
    And Repco sells us CAB-330 for 66.00, and we sell it for 110.00 plus GST
    And Miller uses backorders
    And Jones uses backorders

  Scenario: The customer asks for the old number and gets the new one
    Given CAB-220 is superseded by CAB-330
    And 4 CAB-330 are on the shelf
    When Miller asks for 2 CAB-220
    Then we are asked "CAB-220 is superseded by CAB-330: 4 available at 110.00. Take CAB-330?"

  Scenario: What is left of the old number is sold first
    Given CAB-220 is superseded by CAB-330
    And 1 CAB-220 are on the shelf
    And 4 CAB-330 are on the shelf
    When Miller asks for 1 CAB-220
    Then the old number is proposed, because "1 CAB-220 is still on the shelf"

  Scenario: The new number arrives for those who wait for the old one, at the price that was agreed
    Given 0 CAB-220 are on the shelf
    When Miller orders 3 CAB-220 and waits for what is missing
    And Jones orders 1 CAB-330 and waits for what is missing
    And CAB-330 takes the place of CAB-220
    And Repco's parcel of 3 CAB-330 is opened
    Then we are asked "3 of CAB-220 wait for Miller; CAB-330 takes its place: give it to them?"
    When we give them the new number
    Then backorders have been filled: 1 CAB-330 for Jones
    And backorders have been filled: 2 CAB-330 (for CAB-220) for Miller
    And ready to invoice are 2 CAB-330 (for CAB-220) for Miller
    When we invoice what is ready for Miller
    Then the invoice is 220.00 with GST 20.00, and 0 are on backorder
    And the invoice says "CAB-330" and "in place of CAB-220 – for Invoice 10001"
    And the books hold

  Scenario: Who waits for the old number is ordered the new one
    Given 0 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And CAB-330 takes the place of CAB-220
    And we let those who wait for old numbers have the new ones
    And we get the backorders into a stock order to Repco
    Then 5 CAB-330 are on order
    And 0 CAB-220 are on order
    And getting the backorders again proposes nothing
    When Repco's invoice brings 5 CAB-330
    Then backorders have been filled: 5 CAB-330 (for CAB-220) for Miller
    And the books hold

  Scenario: The supplier sends the new number for an order of the old one
    Given 0 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And CAB-330 takes the place of CAB-220
    And Repco sends 5 CAB-330 for the CAB-220 we ordered
    And we give them the new number
    Then 0 CAB-220 are on order
    And backorders have been filled: 5 CAB-330 (for CAB-220) for Miller
    And the books hold

  Scenario: The parcel with the new number was for another shop
    Given 0 CAB-220 are on the shelf
    When Miller orders 3 CAB-220 and waits for what is missing
    And CAB-330 takes the place of CAB-220
    And Repco's parcel of 3 CAB-330 is opened
    And we give them the new number
    Then backorders have been filled: 3 CAB-330 (for CAB-220) for Miller
    When that parcel turns out to be for another shop, and its creditor invoice is undone
    Then Miller waits for 3 CAB-220 again
    And nobody waits for CAB-330
    And nothing is ready to invoice
    And the books hold
