Feature: Accounting gets every document, and each of them once

  Background:
    Given Repco sells us CAB-220 for 60.00, and we sell it for 100.00 plus GST
    And Miller uses backorders
    And the shop always charges deposits
    And 2 CAB-220 are on the shelf
    When Miller orders 5 CAB-220 and waits for what is missing
    And we get the backorders into a stock order to Repco
    And Repco's invoice brings 3 CAB-220
    And we invoice what is ready for Miller

  Scenario: What is in stock and the deposit are lines of their own, and the final invoice takes the deposit off
    When we hand over to xero
    Then invoice 10001 reaches accounting with 200.00 on 4-1000 and 300.00 on 2-1200
    And invoice 10002 reaches accounting with 300.00 on 4-1000 and -300.00 on 2-1200
    When we hand over to xero
    Then accounting gets nothing new, and the files are what they were
    And the books hold

  Scenario: The folder is full of trouble, and nothing is lost or doubled
    When we hand over to xero, but the folder cannot be written
    And we hand over to xero
    Then invoice 10001 reaches accounting with 200.00 on 4-1000 and 300.00 on 2-1200
    And each document was handed over once
    And the books hold

  Scenario: A system that refuses negative lines gets a credit note for the deposit
    Given accounting refuses negative lines
    When we hand over to xero
    Then invoice 10002 reaches accounting with 300.00 on 4-1000
    And credit note 10002-D reaches accounting with -300.00 on 2-1200
    And the books hold
